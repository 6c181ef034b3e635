import { isUtf8 } from "node:buffer";
import { gunzipSync } from "node:zlib";
import { isStorableText } from "./comparable-json.ts";
import { readWireJson } from "./read-wire-json.ts";
import { BODY_BYTES_MAX, type Served } from "./served.ts";
import { meaningOfCode } from "./vendor-codes.ts";
import { FAILED, type Refusal } from "./verdict.ts";
import { isWireList, type WireJson, WireObject } from "./wire-json.ts";

/** What one answer is to a client that goes by the book. */
export type ServedReading =
  | { readonly kind: "answer"; readonly fields: WireObject }
  /** To be asked again, `times` in all, and refused if it stays so. */
  | { readonly kind: "again"; readonly times: number; readonly refusal: Refusal }
  | { readonly kind: "refused"; readonly refusal: Refusal }
  /** Too large for the API: to be asked for in halves, and refused where there are none. */
  | { readonly kind: "halve"; readonly refusal: Refusal };

/** No answer of the API nests deeper than five levels. */
const DEPTH_MAX = 100;
const CLOCK_WINDOW_MS = 300_000;

/** Reads an answer as it arrived, `clockSkewMs` after the client's clock. */
export function readServed(served: Served, clockSkewMs: number): ServedReading {
  const response = responseIn(served);
  if (response === "broken") {
    return { kind: "again", times: 5, refusal: { by: FAILED, names: [""] } };
  }
  const error = response?.get("Error") ?? null;
  if (error !== null) {
    return readError(error, clockSkewMs);
  }
  return served.status === 200 && response !== undefined
    ? { kind: "answer", fields: response }
    : readStatus(served);
}

function readStatus({ status }: Served): ServedReading {
  const refusal = {
    by: FAILED,
    names: status === 200 ? ["Response", "nothing"] : [String(status), "redirect"],
  };
  const isFinal = status >= 300 && status < 500 && status !== 408 && status !== 429;
  return isFinal
    ? { kind: "refused", refusal }
    : { kind: "again", times: status === 429 ? 12 : 5, refusal };
}

function readError(error: WireJson, clockSkewMs: number): ServedReading {
  const code = error instanceof WireObject ? error.get("Code") : undefined;
  return typeof code === "string" && code !== ""
    ? readCode(code, clockSkewMs)
    : { kind: "refused", refusal: { by: FAILED, names: ["UnknownCode"] } };
}

function readCode(code: string, clockSkewMs: number): ServedReading {
  const meaning = meaningOfCode(code);
  // What a message cannot carry is left out of it, and nothing is quoted at full length.
  const shown = isStorableText(code) ? code.slice(0, 50) : "";
  const names = [shown];
  switch (meaning.kind) {
    case "refused":
      return { kind: "refused", refusal: { by: meaning.by, names } };
    case "again":
      return { kind: "again", times: meaning.times, refusal: { by: FAILED, names } };
    case "halve":
      return { kind: "halve", refusal: { by: "PageTooLargeError", names } };
    case "clock": {
      const refusal = { by: "AbortError clock", names: [shown, "clock"] };
      return Math.abs(clockSkewMs) > CLOCK_WINDOW_MS
        ? { kind: "refused", refusal }
        : { kind: "again", times: 2, refusal };
    }
  }
}

function responseIn(served: Served): WireObject | undefined | "broken" {
  const bytes = bytesIn(served);
  if (bytes === undefined || !isUtf8(bytes)) {
    return "broken";
  }
  const text = bytes.toString("utf8").replace(/^\ufeff/, "");
  const reading = readWireJson(text);
  if (!(reading?.value instanceof WireObject) || isDeeperThan(reading.value, DEPTH_MAX)) {
    return undefined;
  }
  const response = reading.value.get("Response");
  return response instanceof WireObject && response.members.length > 0 ? response : undefined;
}

// Of a name that comes twice only what counts is looked at.
function isDeeperThan(value: WireJson, levels: number): boolean {
  if (value instanceof WireObject) {
    const parts = value.names().map((name) => value.get(name) ?? null);
    return levels === 0 || parts.some((part) => isDeeperThan(part, levels - 1));
  }
  return (
    isWireList(value) && (levels === 0 || value.some((part) => isDeeperThan(part, levels - 1)))
  );
}

/** The body as it is after transport; undefined where that broke it. */
function bytesIn({ status, headers, body, end, contentLength }: Served): Buffer | undefined {
  if (end !== "whole") {
    return undefined;
  }
  if ([204, 205, 304].includes(status)) {
    return Buffer.alloc(0);
  }
  if (contentLength !== undefined && contentLength > body.length) {
    return undefined;
  }
  const coded = body.subarray(0, contentLength ?? body.length);
  const plain = decoded(coded, headers["content-encoding"]);
  return plain === undefined || plain.length > BODY_BYTES_MAX ? undefined : plain;
}

function decoded(body: Buffer, encoding: string | undefined): Buffer | undefined {
  if (encoding === "gzip") {
    try {
      return gunzipSync(body);
    } catch {
      return undefined;
    }
  }
  return encoding === "br" || encoding === "deflate" ? undefined : body;
}
