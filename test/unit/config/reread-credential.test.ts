import { expect, test } from "vitest";
import type { Environment } from "../../../src/config/env-reader.ts";
import { createCredentialReader } from "../../../src/config/reread-credential.ts";
import type { CredentialReading } from "../../../src/domain/credential.ts";
import { CREDENTIAL } from "./environment.ts";

const ID = CREDENTIAL.TENCENTCLOUD_SECRET_ID;
const FILES = { TENCENTCLOUD_SECRET_ID_FILE: "/id", TENCENTCLOUD_SECRET_KEY_FILE: "/key" };

function readingOf(
  env: Environment,
  files: Readonly<Record<string, string>>,
  account = "default",
): CredentialReading {
  const readFile = (path: string): string => {
    const text = files[path];
    if (text === undefined) {
      throw Object.assign(new Error("no such file"), { code: "ENOENT" });
    }
    return text;
  };
  return createCredentialReader(env, readFile)(account);
}

test("a credential of files is what they hold at each reading", () => {
  const files: Record<string, string> = { "/id": "id-1\n", "/key": "key-1\n", "/token": "t-1" };
  const env = { ...FILES, TENCENTCLOUD_SESSION_TOKEN_FILE: "/token" };
  expect(readingOf(env, files)).toEqual({
    kind: "read",
    credential: { secretId: "id-1", secretKey: "key-1", token: "t-1" },
  });
  files["/key"] = "key-2";
  expect(readingOf(env, files)).toMatchObject({ credential: { secretKey: "key-2", token: "t-1" } });
});

test("each listed account has its own files, and one part may stand in the environment", () => {
  const env = {
    BILLING_ACCOUNTS: "eu,us",
    BILLING_EU_SECRET_ID: "eu-id",
    BILLING_EU_SECRET_KEY_FILE: "/eu",
    BILLING_US_SECRET_ID: "us-id",
    BILLING_US_SECRET_KEY: "us-key",
  };
  expect(readingOf(env, { "/eu": "eu-key" }, "eu")).toEqual({
    kind: "read",
    credential: { secretId: "eu-id", secretKey: "eu-key" },
  });
  expect(readingOf(env, {}, "us")).toEqual({ kind: "fixed" });
});

test("a credential of the environment alone is fixed", () => {
  expect(readingOf(CREDENTIAL, {})).toEqual({ kind: "fixed" });
});

test.each<[string, Readonly<Record<string, string>>, string]>([
  [
    "vanished",
    { "/id": ID },
    "TENCENTCLOUD_SECRET_KEY_FILE names a file that cannot be read (ENOENT)",
  ],
  ["is empty", { "/id": ID, "/key": "\n" }, "TENCENTCLOUD_SECRET_KEY_FILE names an empty file"],
  [
    "holds something else, and nothing of it is told",
    { "/id": ID, "/key": "a line\nof a certificate" },
    "TENCENTCLOUD_SECRET_KEY_FILE must be printable ASCII without spaces or line breaks",
  ],
])("a file that %s makes the credential unreadable", (_, files, problem) => {
  expect(readingOf(FILES, files)).toEqual({ kind: "unreadable", problem });
});
