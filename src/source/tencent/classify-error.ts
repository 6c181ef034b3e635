import { AbortError } from "../../domain/abort-error.ts";
import { AccountError } from "../../domain/account-error.ts";
import type { BillhouseError } from "../../domain/errors.ts";
import { NotReadyError } from "../../domain/not-ready-error.ts";
import { RetryableError } from "../../domain/retryable-error.ts";
import { SliceError } from "../../domain/slice-error.ts";
import { type CodeRule, ruleForCode } from "./error-codes.ts";
import { PageTooLargeError } from "./page-too-large-error.ts";

/** A vendor error as it arrived, and what is needed to judge it. */
export type VendorError = {
  readonly code: string;
  readonly message: string;
  readonly requestId: string | undefined;
  readonly action: string;
  readonly account: string;
  /** Server clock minus ours, milliseconds; undefined without a Date header. */
  readonly clockSkewMs: number | undefined;
};

/** The vendor refuses timestamps that are further off than this (its signing guide: five minutes). */
const CLOCK_WINDOW_MS = 300_000;

/** The error whose class says what to do next about a vendor's answer. Pure. */
export function classifyError(error: VendorError): BillhouseError {
  const message = `${error.action}: ${error.code}: ${error.message}`;
  return ERROR_BY_RULE[ruleForCode(error.code)](error, message);
}

type Details = { readonly code: string; readonly requestId: string | undefined };

function detailsOf({ code, requestId }: VendorError): Details {
  return { code, requestId };
}

const THEIR_TROUBLE =
  "trouble at Tencent Cloud, which mostly passes: the next run tries again; where it stays, give their support the RequestId";

const ERROR_BY_RULE: Readonly<
  Record<CodeRule, (error: VendorError, message: string) => BillhouseError>
> = {
  throttle: (error, message) =>
    new RetryableError(message, {
      ...detailsOf(error),
      isThrottle: true,
      attemptMax: 12,
      waitMs: 1000,
      hint: "the lane was slowed down; if it happens often, lower BILLING_RATE_LIMITS for this action",
    }),
  retry: (error, message) =>
    new RetryableError(message, { ...detailsOf(error), hint: THEIR_TROUBLE }),
  "retry-few": (error, message) =>
    new RetryableError(message, { ...detailsOf(error), attemptMax: 3, hint: THEIR_TROUBLE }),
  "not-ready": (error, message) =>
    new NotReadyError(message, {
      ...detailsOf(error),
      hint: "Tencent Cloud is still preparing this bill; the next run asks again",
    }),
  clock: clockError,
  credential: (error, message) =>
    new AccountError(message, {
      ...detailsOf(error),
      hint: `check SecretId, SecretKey and token of account ${error.account}; npm run doctor shows what each credential can read`,
    }),
  forbidden: (error, message) =>
    new SliceError("forbidden", message, {
      ...detailsOf(error),
      hint: `account ${error.account} may not read this: wrong role, a customer that is not bound to it, or a missing read-only policy`,
    }),
  "unknown-month": (error, message) =>
    new SliceError("unknown-month", message, {
      ...detailsOf(error),
      hint: "the API has no bill of that month for this UIN",
    }),
  halve: (error, message) =>
    new PageTooLargeError(message, {
      ...detailsOf(error),
      hint: "a page of few rows is too large already: please report it with the RequestId",
    }),
  fail: (error, message) =>
    new SliceError("failed", message, {
      ...detailsOf(error),
      hint: "not a passing error: please report it with the RequestId",
    }),
};

// A wrong clock fails every call alike, so the run ends at once and names the seconds. Applying an
// offset instead would hide a machine whose every other timestamp is wrong too.
function clockError(error: VendorError, message: string): BillhouseError {
  const skewMs = error.clockSkewMs ?? 0;
  if (Math.abs(skewMs) > CLOCK_WINDOW_MS) {
    const seconds = Math.round(Math.abs(skewMs) / 1000);
    const direction = skewMs > 0 ? "behind" : "ahead of";
    return new AbortError("clock", `this machine's clock is ${seconds} s ${direction} the API's`, {
      ...detailsOf(error),
      hint: "set the clock (NTP) and run again",
    });
  }
  return new RetryableError(message, {
    ...detailsOf(error),
    attemptMax: 2,
    exhausted: "abort-clock",
    hint: "check this machine's clock",
  });
}
