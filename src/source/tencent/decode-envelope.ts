import { isJsonObject, type Json, type JsonObject, writeJson } from "../../domain/json.ts";
import { RetryableError } from "../../domain/retryable-error.ts";
import { SliceError } from "../../domain/slice-error.ts";
import { parseLosslessly } from "./lossless-json.ts";
import type { HttpAnswer } from "./transport.ts";

const CODE_LENGTH_MAX = 100;
const MESSAGE_LENGTH_MAX = 500;

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
  const error = response?.["Error"] ?? null;
  if (response !== undefined && error !== null) {
    return { kind: "error", ...vendorError(error, scrub), requestId: requestIdOf(response) };
  }
  if (http.status !== 200 || response === undefined) {
    throw gatewayError({ ...http, text: scrub(http.text) });
  }
  const requestId = requestIdOf(response);
  return {
    kind: "answer",
    answer: requestId === undefined ? response : { ...response, RequestId: requestId },
  };
}

// An error of a shape nobody knows is still no bill: without this it would pass for an empty one.
function vendorError(
  error: Json,
  scrub: (text: string) => string,
): { readonly code: string; readonly message: string } {
  const { Code, Message } = isJsonObject(error) ? error : {};
  const isKnown = typeof Code === "string" && Code !== "";
  const message = isKnown ? textOf(Message) : writeJson(error);
  return {
    code: isKnown ? quotable(Code, CODE_LENGTH_MAX) : "UnknownCode",
    message: quotable(scrub(message ?? ""), MESSAGE_LENGTH_MAX),
  };
}

function requestIdOf(response: JsonObject): string | undefined {
  const requestId = textOf(response["RequestId"]);
  return requestId === undefined ? undefined : quotable(requestId, CODE_LENGTH_MAX);
}

// These words go into tables, which have no room for U+0000 and half a surrogate pair, and onto
// terminals: an error that could not be noted would leave its slice claimed.
function quotable(text: string, lengthMax: number): string {
  const start = text.length > lengthMax ? `${text.slice(0, lengthMax)}…` : text;
  return start.replaceAll("\u0000", "\ufffd").toWellFormed();
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
    return new SliceError("failed", `the API answered HTTP ${http.status}: ${excerpt}`, {
      code,
      hint: "the API itself answers errors with HTTP 200: check BILLING_TENCENT_ORIGIN and the proxy in between",
    });
  }
  const problem = http.text === "" ? "nothing" : `no Response object: ${excerpt}`;
  return new RetryableError(`HTTP ${http.status} with ${problem}`, {
    code: http.status === 200 ? "BadBody" : code,
    hint: "trouble at a gateway of the API or a proxy in between, which mostly passes: the next run tries again",
    ...(http.status === 429 ? { isThrottle: true, attemptMax: 12, waitMs: 1000 } : {}),
  });
}

function textOf(value: Json | undefined): string | undefined {
  return typeof value === "string" ? value : undefined;
}
