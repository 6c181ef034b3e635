import { createHash, createHmac, timingSafeEqual } from "node:crypto";
import type { IncomingHttpHeaders } from "node:http";
import { ApiError } from "../api-error.ts";
import type { SimulatedCredential } from "../tenant/tenant.ts";
import type { Authorization } from "./authorization.ts";

/** What a signature is checked against. */
export type SignedCall = {
  readonly authorization: Authorization;
  readonly headers: IncomingHttpHeaders;
  /** The bytes as they came in: re-serialised JSON would hash differently. */
  readonly body: Buffer;
  /** The service that the called action belongs to. */
  readonly service: string;
  /** The simulator's clock, epoch ms. */
  readonly now: number;
};

const WINDOW_SECONDS = 300;

/**
 * Finds whose call it is and proves it: TC3-HMAC-SHA256 over the content type, the host, the body, and whatever other
 * headers were signed. Throws ApiError with the vendor's AuthFailure codes.
 */
export function authenticate(
  call: SignedCall,
  credentials: readonly SimulatedCredential[],
): SimulatedCredential {
  const credential = credentials.find(({ secretId }) => secretId === call.authorization.secretId);
  if (credential === undefined) {
    throw new ApiError("AuthFailure.SecretIdNotFound", "The SecretId is not found.");
  }
  const timestamp = headerText(call.headers, "x-tc-timestamp") ?? "";
  const isOnTime = Math.abs(call.now / 1000 - Number(timestamp)) <= WINDOW_SECONDS;
  if (!/^\d+$/.test(timestamp) || !isOnTime) {
    const message = "Signature expired: the timestamp is more than five minutes off.";
    throw new ApiError("AuthFailure.SignatureExpire", message);
  }
  if (headerText(call.headers, "x-tc-token") !== credential.token) {
    throw new ApiError("AuthFailure.TokenFailure", "The token is missing or wrong.");
  }
  if (!isSignedBy(call, credential, timestamp)) {
    const message = "The provided credentials could not be validated. Check your signature.";
    throw new ApiError("AuthFailure.SignatureFailure", message);
  }
  return credential;
}

function isSignedBy(call: SignedCall, credential: SimulatedCredential, timestamp: string): boolean {
  const { date, service, signedHeaders, signature } = call.authorization;
  const utcDate = new Date(Number(timestamp) * 1000).toISOString().slice(0, 10);
  if (date !== utcDate || service !== call.service) {
    return false;
  }
  if (!signedHeaders.includes("content-type") || !signedHeaders.includes("host")) {
    return false;
  }
  const key = hmac(hmac(hmac(`TC3${credential.secretKey}`, date), service), "tc3_request");
  const given = Buffer.from(signature, "hex");
  return signableHosts(call.headers).some((host) => {
    const hash = sha256(canonicalRequest(call, host));
    const scope = `${date}/${service}/tc3_request`;
    return timingSafeEqual(hmac(key, `TC3-HMAC-SHA256\n${timestamp}\n${scope}\n${hash}`), given);
  });
}

/** The Host header as sent, and without its port: the vendor's own clients sign the bare name. */
function signableHosts(headers: IncomingHttpHeaders): readonly string[] {
  const host = headers.host ?? "";
  return [host, host.replace(/:\d+$/, "")];
}

function canonicalRequest({ authorization, headers, body }: SignedCall, host: string): string {
  const lines = authorization.signedHeaders.map((name) => {
    const value = name === "host" ? host : (headerText(headers, name) ?? "").trim();
    // The vendor's description signs the action in lower case, whatever the case it is sent in.
    return `${name}:${name === "x-tc-action" ? value.toLowerCase() : value}\n`;
  });
  const signedHeaders = authorization.signedHeaders.join(";");
  return `POST\n/\n\n${lines.join("")}\n${signedHeaders}\n${sha256(body)}`;
}

/** One header as text; a header that was sent more than once is joined as Node does. */
export function headerText(headers: IncomingHttpHeaders, name: string): string | undefined {
  const value = headers[name];
  return Array.isArray(value) ? value.join(", ") : value;
}

function sha256(data: string | Buffer): string {
  return createHash("sha256").update(data).digest("hex");
}

function hmac(key: string | Buffer, data: string): Buffer {
  return createHmac("sha256", key).update(data).digest();
}
