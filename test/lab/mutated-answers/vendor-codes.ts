/**
 * What the vendor's error codes ask for, as its error pages and the API reference class them: the lab's
 * own list, by exact code. `again` names how often a call is made in all.
 */
export type CodeMeaning =
  | { readonly kind: "again"; readonly times: number }
  | { readonly kind: "clock" }
  | { readonly kind: "halve" }
  | { readonly kind: "refused"; readonly by: string };

const again = (times: number): CodeMeaning => ({ kind: "again", times });
const refused = (by: string): CodeMeaning => ({ kind: "refused", by });

const THROTTLE = again(12);
const PASSING = again(5);
const CREDENTIAL = refused("AccountError");
const FORBIDDEN = refused("SliceError forbidden");
const FAILED = refused("SliceError failed");

const MEANINGS: Readonly<Record<string, CodeMeaning>> = {
  RequestLimitExceeded: THROTTLE,
  "RequestLimitExceeded.UinLimitExceeded": THROTTLE,
  "RequestLimitExceeded.IPLimitExceeded": THROTTLE,
  "RequestLimitExceeded.GlobalRegionUinLimitExceeded": THROTTLE,
  InternalError: PASSING,
  "InternalError.GatewayError": PASSING,
  "InternalError.UnknownError": PASSING,
  "InternalError.InternalError": PASSING,
  "InternalError.DbOperatError": PASSING,
  ServiceUnavailable: PASSING,
  ResourceUnavailable: PASSING,
  "OperationDenied.ServiceBusy": PASSING,
  "FailedOperation.SummaryDataNotReady": refused("NotReadyError"),
  "FailedOperation.QueryCountFailed": PASSING,
  FailedOperation: again(3),
  "AuthFailure.SignatureExpire": { kind: "clock" },
  "AuthFailure.TokenFailure": CREDENTIAL,
  AuthFailure: CREDENTIAL,
  "AuthFailure.SignatureFailure": CREDENTIAL,
  "AuthFailure.SecretIdNotFound": CREDENTIAL,
  "AuthFailure.InvalidSecretId": CREDENTIAL,
  "AuthFailure.InvalidAuthorization": CREDENTIAL,
  "AuthFailure.MFAFailure": CREDENTIAL,
  "AuthFailure.UnauthorizedOperation": CREDENTIAL,
  UnauthorizedOperation: FORBIDDEN,
  "UnauthorizedOperation.UinNoAuth": FORBIDDEN,
  "UnauthorizedOperation.NotCustomerUin": FORBIDDEN,
  "UnauthorizedOperation.CamNoAuth": FORBIDDEN,
  "InvalidParameterValue.InvalidMonth": refused("SliceError unknown-month"),
  "InvalidParameterValue.InvalidDimension": FAILED,
  InvalidParameter: FAILED,
  "InvalidParameter.Page": FAILED,
  InvalidParameterValue: FAILED,
  MissingParameter: FAILED,
  UnknownParameter: FAILED,
  "FailedOperation.TagKeyNotExist": FAILED,
  InvalidAction: FAILED,
  NoSuchVersion: FAILED,
  NoSuchProduct: FAILED,
  ActionOffline: FAILED,
  UnsupportedOperation: FAILED,
  UnsupportedRegion: FAILED,
  UnsupportedProtocol: FAILED,
  InvalidRequest: FAILED,
  RequestSizeLimitExceeded: FAILED,
  ResponseSizeLimitExceeded: { kind: "halve" },
  LimitExceeded: FAILED,
  ResourceInsufficient: FAILED,
  ResourceInUse: FAILED,
  ResourceNotFound: FAILED,
  IpInBlacklist: FAILED,
  IpNotInWhitelist: FAILED,
  DryRunOperation: FAILED,
  // Codes that nobody documented: not tried again.
  "Brand.NewCode": FAILED,
  constructor: FAILED,
  __proto__: FAILED,
  toString: FAILED,
  "": FAILED,
  requestlimitexceeded: FAILED,
  内部错误: FAILED,
};

/** Every code the lab lets the API answer with. */
export const VENDOR_CODES: readonly string[] = [...Object.keys(MEANINGS), "__proto__"];

/** What a code asks for; one that is not listed is read by its part before the dot, as far as it has a class. */
export function meaningOfCode(code: string): CodeMeaning {
  const known = Object.hasOwn(MEANINGS, code) ? MEANINGS[code] : undefined;
  const [family = ""] = code.split(".", 1);
  return known ?? (Object.hasOwn(MEANINGS, family) ? MEANINGS[family] : undefined) ?? FAILED;
}
