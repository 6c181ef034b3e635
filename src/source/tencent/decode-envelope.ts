import { isJsonObject, type Json, type JsonObject } from "../../domain/json.ts";
import { RetryableError } from "../../domain/retryable-error.ts";
import { SliceError } from "../../domain/slice-error.ts";
import { parseLosslessly } from "./lossless-json.ts";
import type { HttpAnswer } from "./transport.ts";

/** An answer that reached us whole: either its fields or the vendor's error. */
export type Envelope =
  | { readonly kind: "answer"; readonly answer: JsonObject }
  | {
      readonly kind: "error";
      readonly code: string;
      readonly message: string;
      readonly requestId: string | undefined;
    };

/**
 * Reads `{"Response": …}`. The vendor answers errors with HTTP 200 too; gateways before it answer
 * with other statuses, HTML or nothing.
 *
 * Pure. Throws a `RetryableError` for what another try may mend, a `SliceError` for the rest. What it
 * quotes of the answer goes through `scrub` first: these words end up in tables and on terminals, and
 * both vendor and gateways repeat the key or the headers that they refuse.
 */
export function decodeEnvelope(
  http: HttpAnswer,
  scrub: (text: string) => string = (text) => text,
): Envelope {
  const response = responseIn(http.text);
  const error = response?.["Error"];
  if (response !== undefined && isJsonObject(error)) {
    return {
      kind: "error",
      code: textOf(error["Code"]) ?? "UnknownCode",
      message: scrub(textOf(error["Message"]) ?? ""),
      requestId: textOf(response["RequestId"]),
    };
  }
  if (http.status !== 200 || response === undefined) {
    throw gatewayError({ ...http, text: scrub(http.text) });
  }
  return { kind: "answer", answer: response };
}

function responseIn(text: string): JsonObject | undefined {
  try {
    const parsed = parseLosslessly(text);
    const response = isJsonObject(parsed) ? parsed["Response"] : undefined;
    // An empty object is no answer: even an empty bill comes with a RequestId.
    return isJsonObject(response) && Object.keys(response).length > 0 ? response : undefined;
  } catch (error) {
    if (error instanceof SyntaxError) {
      return undefined;
    }
    throw error;
  }
}

function gatewayError(http: HttpAnswer): RetryableError | SliceError {
  const excerpt = JSON.stringify(http.text.slice(0, 120));
  const code = `Http${http.status}`;
  if (http.status >= 300 && http.status < 400) {
    return new SliceError("failed", "the API answered with a redirect, which is never followed", {
      code,
      hint: "check BILLING_TENCENT_ORIGIN and the proxy in between",
    });
  }
  if (http.status >= 400 && http.status < 500 && http.status !== 408 && http.status !== 429) {
    return new SliceError("failed", `the API answered HTTP ${http.status}: ${excerpt}`, { code });
  }
  const problem = http.text === "" ? "nothing" : `no Response object: ${excerpt}`;
  return new RetryableError(`HTTP ${http.status} with ${problem}`, {
    code: http.status === 200 ? "BadBody" : code,
    ...(http.status === 429 ? { isThrottle: true, attemptMax: 12, waitMs: 1000 } : {}),
  });
}

function textOf(value: Json | undefined): string | undefined {
  return typeof value === "string" ? value : undefined;
}
