import { createHash, createHmac, pbkdf2Sync } from "node:crypto";

const ITERATIONS = 4096; // PostgreSQL's own default (scram_iterations)
const KEY_BYTES = 32;

/**
 * What PostgreSQL stores of a password, computed here: sent instead of the password, it keeps that
 * out of the server's log, its statistics and everybody's sight. RFC 5802 and 7677; the form is that
 * of pg_authid.rolpassword.
 *
 * The password must be printable ASCII: others would first have to be normalised (RFC 4013). The
 * salt is 16 random bytes.
 */
export function scramVerifier(password: string, salt: Buffer): string {
  if (!/^[\x20-\x7e]+$/.test(password)) {
    throw new Error("a password of other characters than printable ASCII cannot be encoded");
  }
  const salted = pbkdf2Sync(password, salt, ITERATIONS, KEY_BYTES, "sha256");
  const clientKey = createHmac("sha256", salted).update("Client Key").digest();
  const storedKey = createHash("sha256").update(clientKey).digest("base64");
  const serverKey = createHmac("sha256", salted).update("Server Key").digest("base64");
  return `SCRAM-SHA-256$${ITERATIONS}:${salt.toString("base64")}$${storedKey}:${serverKey}`;
}
