import { AbortError } from "../domain/abort-error.ts";
import { AccountError } from "../domain/account-error.ts";
import { BillhouseError } from "../domain/errors.ts";
import { NotReadyError } from "../domain/not-ready-error.ts";
import { RetryableError } from "../domain/retryable-error.ts";
import { SliceError } from "../domain/slice-error.ts";
import type { Finding } from "./doctor-report.ts";

/** What an attempt to call the API says, as a part of a finding. Pure. */
export type ProbeWords = Pick<
  Finding,
  "verdict" | "message" | "hint" | "code" | "requestId" | "exitCode"
>;

/** In words what became of a probe: `error` is undefined where it was answered. */
export function describeProbe(error: Error | undefined): ProbeWords {
  if (error === undefined) {
    return { verdict: "ok", message: "can be read", exitCode: 0 };
  }
  if (error instanceof AccountError) {
    return { verdict: "refused", exitCode: 3, ...wordsOf(error) };
  }
  if (error instanceof NotReadyError) {
    return {
      verdict: "ok",
      message: "can be read; this month is still being prepared",
      exitCode: 0,
    };
  }
  if (error instanceof AbortError) {
    return { verdict: "wrong", exitCode: error.reason === "clock" ? 6 : 8, ...wordsOf(error) };
  }
  if (error instanceof SliceError) {
    return describeSliceError(error);
  }
  return error instanceof RetryableError
    ? describePassing(error)
    : { verdict: "wrong", exitCode: 1, ...wordsOf(error) };
}

function describeSliceError(error: SliceError): ProbeWords {
  if (error.failure === "unknown-month") {
    return { verdict: "ok", message: "can be read; no bill this month yet", exitCode: 0 };
  }
  if (error.failure === "forbidden") {
    return { verdict: "refused", exitCode: 3, ...wordsOf(error) };
  }
  return { verdict: "wrong", exitCode: 3, ...wordsOf(error) };
}

function describePassing(error: RetryableError): ProbeWords {
  if (error.exhausted === "abort-clock") {
    const hint = "check this machine's clock (NTP)";
    return { verdict: "wrong", exitCode: 6, ...wordsOf(error), hint };
  }
  if (error.isThrottle) {
    const message = "busy: other programs use this key now";
    return { verdict: "note", exitCode: 0, message };
  }
  return { verdict: "unreachable", exitCode: 3, ...wordsOf(error) };
}

function wordsOf(error: Error): Pick<ProbeWords, "message" | "hint" | "code" | "requestId"> {
  const { code, requestId, hint } =
    error instanceof BillhouseError
      ? error
      : { code: undefined, requestId: undefined, hint: undefined };
  return {
    message: error.message,
    ...(hint === undefined ? {} : { hint }),
    ...(code === undefined ? {} : { code }),
    ...(requestId === undefined ? {} : { requestId }),
  };
}
