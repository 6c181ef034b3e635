import { createHash, createHmac } from "node:crypto";
import { expect, test } from "vitest";
import { scramVerifier } from "../../../src/warehouse/postgres/grants/scram-verifier.ts";

// The example exchange of RFC 7677, section 3.
const PASSWORD = "pencil";
const SALT = Buffer.from("W22ZaJ0SNY7soEsUEjb6gQ==", "base64");
const EXCHANGE =
  "n=user,r=rOprNGfwEbeRWgbNEkqO,r=rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0,s=W22ZaJ0SNY7soEsUEjb6gQ==,i=4096,c=biws,r=rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0";
const CLIENT_PROOF = Buffer.from("dHzbZapWIk4jUhN+Ute9ytag9zjfMHgsqmmiz7AndVQ=", "base64");
const SERVER_SIGNATURE = "6rriTRBi23WpRR/wtup+mMhUZUn/dB5nLTJRsjl95G4=";

const sign = (key: string): Buffer =>
  createHmac("sha256", Buffer.from(key, "base64")).update(EXCHANGE).digest();

test("a server that knows the verifier accepts the proof of RFC 7677 and signs as it does", () => {
  const [, storedKey = "", serverKey = ""] =
    /^SCRAM-SHA-256\$4096:W22ZaJ0SNY7soEsUEjb6gQ==\$(.+):(.+)$/.exec(
      scramVerifier(PASSWORD, SALT),
    ) ?? [];
  expect(sign(serverKey).toString("base64")).toBe(SERVER_SIGNATURE);
  const signature = sign(storedKey);
  const clientKey = CLIENT_PROOF.map((byte, index) => byte ^ (signature[index] ?? 0));
  expect(createHash("sha256").update(clientKey).digest("base64")).toBe(storedKey);
});

test.each(["", "пароль", "line\nbreak"])(
  "a password that would first have to be normalised is refused: %j",
  (password) => {
    expect(() => scramVerifier(password, SALT)).toThrow(/printable ASCII/);
  },
);
