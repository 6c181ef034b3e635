/**
 * What to do about a vendor error code:
 * `throttle` slow down, then again · `retry` again, with back-off · `retry-few` again, but its
 * meaning is open, so not often · `not-ready` the data is still being made · `clock` the timestamp
 * was refused · `credential` the key is refused · `forbidden` this key may not read this ·
 * `unknown-month` · `halve` the answer would be too large: ask for half a page · `fail`.
 */
export type CodeRule =
  | "throttle"
  | "retry"
  | "retry-few"
  | "not-ready"
  | "clock"
  | "credential"
  | "forbidden"
  | "unknown-month"
  | "halve"
  | "fail";

/** Exact codes first; a code that is not listed is looked up by its part before the dot. */
const RULE_BY_CODE: Readonly<Record<string, CodeRule>> = {
  RequestLimitExceeded: "throttle", // also .UinLimitExceeded, .IPLimitExceeded, .GlobalRegionUinLimitExceeded
  InternalError: "retry", // also .GatewayError, .UnknownError, .DbOperatError
  ServiceUnavailable: "retry",
  ResourceUnavailable: "retry", // not confirmed to be passing; bounded like the others
  "OperationDenied.ServiceBusy": "retry", // permanent by its prefix, passing by its text
  "FailedOperation.SummaryDataNotReady": "not-ready",
  "FailedOperation.QueryCountFailed": "retry",
  "FailedOperation.TagKeyNotExist": "fail",
  FailedOperation: "retry-few",
  "AuthFailure.SignatureExpire": "clock",
  AuthFailure: "credential", // SignatureFailure, SecretIdNotFound, InvalidSecretId, TokenFailure, MFAFailure …
  UnauthorizedOperation: "forbidden", // UinNoAuth, NotCustomerUin, CamNoAuth
  "InvalidParameterValue.InvalidMonth": "unknown-month",
  ResponseSizeLimitExceeded: "halve",
};

/** Pure. An unknown code fails: retrying what nobody understands would hammer the API. */
export function ruleForCode(code: string): CodeRule {
  const prefix = code.split(".", 1)[0] ?? code;
  // Own codes only: every object also answers to `constructor` and the like.
  const listed = [code, prefix].find((candidate) => Object.hasOwn(RULE_BY_CODE, candidate));
  return RULE_BY_CODE[listed ?? ""] ?? "fail";
}
