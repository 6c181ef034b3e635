import { describe, expect, test } from "vitest";
import { ConfigError } from "../../../src/config/config-error.ts";
import type { Environment } from "../../../src/config/env-reader.ts";
import { configOf, CREDENTIAL, problemsOf } from "./environment.ts";

const ID = CREDENTIAL.TENCENTCLOUD_SECRET_ID;
const KEY = CREDENTIAL.TENCENTCLOUD_SECRET_KEY;

describe("files", () => {
  test("every secret may come from a file, without the line break at its end", () => {
    const files = {
      "/run/id": `${ID}\n`,
      "/run/key": `${KEY}\r\n`,
      "/run/token": "t0ken",
      "/run/url": "postgresql://u:hunter22@h/d\n",
      "/run/ping": "https://hc-ping.com/x\n",
    };
    const env = {
      TENCENTCLOUD_SECRET_ID_FILE: "/run/id",
      TENCENTCLOUD_SECRET_KEY_FILE: "/run/key",
      TENCENTCLOUD_SECURITY_TOKEN_FILE: "/run/token",
      DATABASE_URL_FILE: "/run/url",
      BILLING_PING_URL_FILE: "/run/ping",
    };
    expect(configOf(env, files)).toMatchObject({
      accounts: [{ secretId: ID, secretKey: KEY, token: "t0ken" }],
      database: { kind: "url", url: "postgresql://u:hunter22@h/d" },
      pingUrl: "https://hc-ping.com/x",
    });
  });

  test("so may those of a listed account", () => {
    const env = {
      BILLING_ACCOUNTS: "eu",
      BILLING_EU_SECRET_ID: ID,
      BILLING_EU_SECRET_KEY_FILE: "/run/key",
    };
    expect(configOf(env, { "/run/key": KEY }).accounts).toMatchObject([{ secretKey: KEY }]);
  });

  test.each<[string, Environment, string]>([
    [
      "both at once",
      { TENCENTCLOUD_SECRET_KEY: KEY, TENCENTCLOUD_SECRET_KEY_FILE: "/run/key" },
      "together",
    ],
    [
      "a file that is not there",
      { TENCENTCLOUD_SECRET_KEY_FILE: "/run/none" },
      "cannot be read (ENOENT)",
    ],
    ["an empty file", { TENCENTCLOUD_SECRET_KEY_FILE: "/run/empty" }, "empty"],
    ["a file with two lines", { TENCENTCLOUD_SECRET_KEY_FILE: "/run/lines" }, "line breaks"],
  ])("%s is refused, and nothing else is", (_, env, rule) => {
    const files = { "/run/key": KEY, "/run/empty": "\n", "/run/lines": `${KEY}\n${KEY}` };
    expect(problemsOf({ TENCENTCLOUD_SECRET_ID: ID, ...env }, files)).toMatchObject([
      { variable: "TENCENTCLOUD_SECRET_KEY_FILE", rule: expect.stringContaining(rule) },
    ]);
  });
});

describe("stray characters", () => {
  test.each([
    ["a space in front", ` ${KEY}`],
    ["a space behind", `${KEY} `],
    ["a line break", `${KEY}\n`],
    ["a zero-width space", `${KEY}\u200b`],
    ["a byte order mark", `\ufeff${KEY}`],
    ["quotes", `"${KEY}"`],
  ])("%s in a secret is reported rather than removed", (_, key) => {
    expect(problemsOf({ ...CREDENTIAL, TENCENTCLOUD_SECRET_KEY: key })).toMatchObject([
      { variable: "TENCENTCLOUD_SECRET_KEY" },
    ]);
  });
});

describe("what an error shows", () => {
  const token = "tokenexampletokenexample";
  const url = "postgresql://user:hunter22@host:5432/bills?password=hunter23";

  test.each<[string, Environment]>([
    ["a secret with a stray space", { TENCENTCLOUD_SECRET_KEY: ` ${KEY}` }],
    ["a quoted secret", { TENCENTCLOUD_SECRET_KEY: `'${KEY}'` }],
    ["a secret in place of a path", { TENCENTCLOUD_SECRET_KEY_FILE: KEY }],
    ["a URL in place of a path", { DATABASE_URL_FILE: url }],
    ["a secret under a misspelt name", { BILLING_SECRET_KY: KEY }],
    ["a token under an unknown name", { BILLING_X: token }],
    ["a secret as a UIN", { BILLING_UIN: KEY }],
    ["an id as an account's name", { BILLING_ACCOUNTS: ID }],
    ["a database URL of another kind", { DATABASE_URL: url.replace("postgresql", "mysql") }],
    ["a database URL that is none", { DATABASE_URL: "host=h password=hunter22" }],
    ["a database URL without its end", { DATABASE_URL: "postgres://user:hunter22" }],
    ["a broken escape", { DATABASE_URL: "postgres://user:hunter22%@host/bills" }],
    ["two tokens", { TENCENTCLOUD_TOKEN: token, TENCENTCLOUD_SESSION_TOKEN: `${token}x` }],
    ["a ping URL of another kind", { BILLING_PING_URL: `ftp://example.com/${token}` }],
    ["a password in an origin", { BILLING_TENCENT_ORIGIN: "http://user:hunter22@host" }],
  ])("%s is never shown whole", (_, env) => {
    const error = errorOf(env);
    expect(error.problems.length).toBeGreaterThan(0);
    const shown = error.message + JSON.stringify(error.problems);
    for (const secret of [ID, KEY, token, "hunter22", "hunter23"]) {
      expect(shown).not.toContain(secret);
    }
  });

  test("a secret is shown by its last 4 characters, a short one not at all", () => {
    expect(problemsOf({ BILLING_TOKEN: "abcdefghijkl" })[0]?.value).toBe("…ijkl");
    expect(problemsOf({ BILLING_TOKEN: "abcdefghijk" })[0]?.value).toBe("***");
  });
});

describe("the scrubber's list", () => {
  test("holds every secret: credentials, the password as written and decoded, the ping URL", () => {
    const env = {
      ...CREDENTIAL,
      TENCENTCLOUD_TOKEN: "t0ken",
      DATABASE_URL: "postgres://user:p%40ssword@host/db?password=other",
      BILLING_PING_URL: "https://hc-ping.com/00000000-0000-0000-0000-000000000000",
    };
    expect(configOf(env).secrets).toEqual([
      "p%40ssword",
      "p@ssword",
      "other",
      ID,
      KEY,
      "t0ken",
      "https://hc-ping.com/00000000-0000-0000-0000-000000000000",
      "00000000-0000-0000-0000-000000000000",
    ]);
  });

  test.each([
    "postgres://postgres:postgres@localhost/bills",
    "postgres://bills:bills@localhost/data",
    "postgres://user:bills@localhost/bills",
    "postgres://user@localhost/bills",
    "postgres:///bills?host=/var/run/postgresql",
    "postgres://user@/bills?host=/var/run/postgresql",
  ])("%s holds no password that would be worth hiding everywhere", (url) => {
    expect(configOf({ DATABASE_URL: url })).toMatchObject({ database: { url }, secrets: [] });
  });
});

function errorOf(env: Environment): ConfigError {
  try {
    configOf({ ...env });
  } catch (error) {
    if (error instanceof ConfigError) {
      return error;
    }
  }
  throw new Error("the configuration was accepted");
}
