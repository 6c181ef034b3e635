import { createHash, createHmac } from "node:crypto";

export type Signable = {
  readonly secretId: string;
  readonly secretKey: string;
  /** The service's name in the scope: configured, never guessed from the host. */
  readonly service: string;
  /** The Host header as it will be sent, with the port where it carries one. */
  readonly host: string;
  readonly contentType: string;
  /** The very text that will be sent: it is hashed byte for byte. */
  readonly body: string;
  /** Seconds since 1970 UTC; the vendor accepts five minutes of difference. */
  readonly timestampS: number;
};

const ALGORITHM = "TC3-HMAC-SHA256";
const SIGNED_HEADERS = "content-type;host";

/**
 * The `Authorization` header of a POST to `/` under TC3-HMAC-SHA256.
 *
 * Pure. Signs the same two headers as the official clients, so that for equal input the result is
 * theirs, character for character.
 */
export function signTc3(request: Signable): string {
  const canonicalRequest = [
    "POST",
    "/",
    "",
    `content-type:${request.contentType}\nhost:${request.host}\n`,
    SIGNED_HEADERS,
    sha256(request.body),
  ].join("\n");
  // The scope's date is the UTC date of the timestamp, not the UTC+8 date of the bill.
  const date = new Date(request.timestampS * 1000).toISOString().slice(0, 10);
  const scope = `${date}/${request.service}/tc3_request`;
  const stringToSign = [
    ALGORITHM,
    String(request.timestampS),
    scope,
    sha256(canonicalRequest),
  ].join("\n");
  const dateKey = hmac(`TC3${request.secretKey}`, date);
  const signingKey = hmac(hmac(dateKey, request.service), "tc3_request");
  const signature = hmac(signingKey, stringToSign).toString("hex");
  return `${ALGORITHM} Credential=${request.secretId}/${scope}, SignedHeaders=${SIGNED_HEADERS}, Signature=${signature}`;
}

function sha256(text: string): string {
  return createHash("sha256").update(text, "utf8").digest("hex");
}

function hmac(key: string | Buffer, text: string): Buffer {
  return createHmac("sha256", key).update(text, "utf8").digest();
}
