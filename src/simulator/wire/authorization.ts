import { ApiError } from "../api-error.ts";

/** The parts of a TC3-HMAC-SHA256 Authorization header, as the caller claims them. */
export type Authorization = {
  readonly secretId: string;
  /** UTC, `yyyy-MM-dd`. */
  readonly date: string;
  readonly service: string;
  /** Lower case, in the order in which they were signed. */
  readonly signedHeaders: readonly string[];
  readonly signature: string;
};

const FORM =
  /^TC3-HMAC-SHA256 Credential=([^/,\s]+)\/(\d{4}-\d{2}-\d{2})\/([^/,\s]+)\/tc3_request,\s*SignedHeaders=([a-z0-9;-]+),\s*Signature=([0-9a-f]{64})$/;

/** Takes the header apart, or answers undefined where it is missing or of another form. */
export function parseAuthorization(header: string | undefined): Authorization | undefined {
  const [, secretId, date, service, signedHeaders, signature] = FORM.exec(header ?? "") ?? [];
  if (secretId === undefined || date === undefined || service === undefined) {
    return undefined;
  }
  if (signedHeaders === undefined || signature === undefined) {
    return undefined;
  }
  return { secretId, date, service, signedHeaders: signedHeaders.split(";"), signature };
}

/** The same, where a call cannot go on without. Throws ApiError. */
export function requireAuthorization(authorization: Authorization | undefined): Authorization {
  if (authorization === undefined) {
    const message = "The `Authorization` header is missing or malformed.";
    throw new ApiError("AuthFailure.InvalidAuthorization", message);
  }
  return authorization;
}
