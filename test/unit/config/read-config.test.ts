import { describe, expect, test } from "vitest";
import { ConfigError } from "../../../src/config/config-error.ts";
import { requireAccounts } from "../../../src/config/require-accounts.ts";
import { configOf, CREDENTIAL, problemsOf } from "./environment.ts";

describe("defaults", () => {
  test("an empty environment is a configuration without accounts", () => {
    expect(configOf({})).toEqual({
      database: { kind: "embedded" },
      databasePatienceMs: 60_000,
      journalMonths: 24,
      accounts: [],
      streams: undefined,
      openMonths: 2,
      monthRules: { closeFromDay: 7, watchMonths: 3 },
      rateLimits: new Map(),
      checkTolerances: new Map(),
      cron: "30 9 * * *",
      timezone: "Asia/Shanghai",
      httpAddress: { host: "127.0.0.1", port: 9464 },
      log: { level: "info" },
      secrets: [],
    });
  });

  test("an empty or blank variable counts as unset, whatever its name", () => {
    const env = { BILLING_OPEN_MONTHS: "", BILLING_CRON: "  ", DATABASE_URL: "", BILLING_NONE: "" };
    expect(configOf(env)).toEqual(configOf({}));
  });

  test("variables of other programs are left alone", () => {
    expect(
      problemsOf({ PATH: "/bin", TENCENTCLOUD_REGION: "ap-guangzhou", BILLINGS: "1" }),
    ).toEqual([]);
  });

  test("a command that needs an account names both ways to configure one", () => {
    const config = configOf({});
    expect(() => requireAccounts(config)).toThrow(ConfigError);
    expect(() => requireAccounts(config)).toThrow(/TENCENTCLOUD_SECRET_KEY.*BILLING_ACCOUNTS/s);
    expect(requireAccounts(configOf(CREDENTIAL))).toHaveLength(1);
  });
});

describe("values", () => {
  test.each([
    ["BILLING_OPEN_MONTHS", " 36 ", { openMonths: 36 }],
    ["BILLING_CLOSE_FROM_DAY", "28", { monthRules: { closeFromDay: 28, watchMonths: 3 } }],
    ["BILLING_WATCH_MONTHS", "0", { monthRules: { closeFromDay: 7, watchMonths: 0 } }],
    ["BILLING_MAX_RUN_MINUTES", "0.5", { maxRunMinutes: 0.5 }],
    ["BILLING_DATABASE_PATIENCE_SECONDS", "0", { databasePatienceMs: 0 }],
    ["BILLING_DATABASE_PATIENCE_SECONDS", "2.5", { databasePatienceMs: 2500 }],
    ["BILLING_JOURNAL_MONTHS", "0", { journalMonths: 0 }],
    ["BILLING_JOURNAL_MONTHS", "36", { journalMonths: 36 }],
    ["BILLING_CRON", "*/5 * * * *", { cron: "*/5 * * * *" }],
    ["BILLING_TIMEZONE", "Europe/Berlin", { timezone: "Europe/Berlin" }],
    ["BILLING_HTTP_ADDRESS", "0.0.0.0:80", { httpAddress: { host: "0.0.0.0", port: 80 } }],
    ["BILLING_HTTP_ADDRESS", "[::1]:0", { httpAddress: { host: "::1", port: 0 } }],
    [
      "BILLING_HTTP_ADDRESS",
      "localhost:65535",
      { httpAddress: { host: "localhost", port: 65535 } },
    ],
    [
      "BILLING_TENCENT_ORIGIN",
      "http://127.0.0.1:8080/",
      { tencentOrigin: "http://127.0.0.1:8080" },
    ],
    ["BILLING_LOG_LEVEL", "debug", { log: { level: "debug" } }],
    ["BILLING_LOG_FORMAT", "json", { log: { level: "info", format: "json" } }],
    [
      "BILLING_STREAMS",
      "customer, payer_bill_by_region,",
      { streams: ["customer", "payer_bill_by_region"] },
    ],
    ["DATABASE_URL", "postgres://u@h/d", { database: { kind: "url", url: "postgres://u@h/d" } }],
  ])("%s accepts %j", (name, value, expected) => {
    expect(configOf({ [name]: value })).toMatchObject(expected);
  });

  test.each([
    ["BILLING_OPEN_MONTHS", ["0", "37", "1.5", "-1", "two", "1e1", "0x2"]],
    ["BILLING_CLOSE_FROM_DAY", ["4", "29", "7th", "-7"]],
    ["BILLING_WATCH_MONTHS", ["-1", "37", "all"]],
    ["BILLING_MAX_RUN_MINUTES", ["0", "-5", "10081", "soon", "1e3", "Infinity"]],
    ["BILLING_DATABASE_PATIENCE_SECONDS", ["-1", "86401", "1e3", "a while", "60s"]],
    ["BILLING_JOURNAL_MONTHS", ["-1", "1.5", "1201", "two"]],
    ["BILLING_CRON", ["30 9 * *", "61 * * * *", "daily"]],
    ["BILLING_TIMEZONE", ["Asia/Shangai", "UTC+8 or so"]],
    ["BILLING_HTTP_ADDRESS", ["9464", ":9464", "localhost", "host:65536", "::1:80", "http://h:1"]],
    ["BILLING_PING_URL", ["hc-ping.com/x", "ftp://example.com/x", "//example.com"]],
    [
      "BILLING_TENCENT_ORIGIN",
      ["localhost:80", "http://h/path", "http://h?x", "http://u:p@h", "ftp://h"],
    ],
    ["BILLING_LOG_LEVEL", ["trace", "INFO", "silent"]],
    ["BILLING_LOG_FORMAT", ["text", "JSON"]],
    [
      "DATABASE_URL",
      [
        "mysql://h/d",
        "localhost:5432",
        "host=h dbname=d",
        "postgres://h:port/d",
        "postgres://u:100%@h/d",
      ],
    ],
    ["BILLING_STREAMS", [",", "bill_detail"]],
    ["BILLING_ACCOUNTS", [",", "Main", "a_b", "-a", "a-", "ä"]],
    ["BILLING_UIN", ["12345", "123456789012345678901", "10000000000a"]],
    ["BILLING_ROLES", ["admin", "partner;payer"]],
  ])("%s refuses each of %j, by its name", (name, values) => {
    const accepted = values.filter((value) => problemsOf({ [name]: value })[0]?.variable !== name);
    expect(accepted).toEqual([]);
  });

  test("a bad value is told with its rule", () => {
    expect(problemsOf({ BILLING_OPEN_MONTHS: "40" })).toEqual([
      {
        variable: "BILLING_OPEN_MONTHS",
        rule: "must be a whole number from 1 to 36",
        value: "40",
      },
    ]);
  });
});

describe("unknown names", () => {
  test.each([
    ["BILLING_OPEN_MONTH", "did you mean BILLING_OPEN_MONTHS?"],
    ["BILLING_ACOUNTS", "did you mean BILLING_ACCOUNTS?"],
    ["billing_cron", "did you mean BILLING_CRON?"],
    ["BILLING_DATABASE_URL", "did you mean DATABASE_URL?"],
    ["BILLING_SECRET_ID", "the single account's is TENCENTCLOUD_SECRET_ID"],
    ["BILLING_OPEN_MONTHS_FILE", "only secrets come from files; set BILLING_OPEN_MONTHS"],
    ["BILLING_MAIN_EU_SECRET_ID", "to add an account, list main-eu in BILLING_ACCOUNTS"],
    ["BILLING_ZZZZZZZZZZ", undefined],
  ])("%s is refused: %s", (name, hint) => {
    const [problem, ...others] = problemsOf({ [name]: "1" });
    expect(problem).toMatchObject({ variable: name, rule: expect.stringContaining("knows") });
    expect(problem?.hint).toBe(hint);
    expect(others).toEqual([]);
  });

  test("a misspelt variable of a listed account is compared with the account's own", () => {
    const env = {
      BILLING_ACCOUNTS: "main-eu",
      BILLING_MAIN_EU_SECRET_ID: CREDENTIAL.TENCENTCLOUD_SECRET_ID,
      BILLING_MAIN_EU_SECRET_KEY: CREDENTIAL.TENCENTCLOUD_SECRET_KEY,
      BILLING_MAIN_EU_ROLE: "partner",
    };
    expect(problemsOf(env)).toMatchObject([
      { variable: "BILLING_MAIN_EU_ROLE", hint: "did you mean BILLING_MAIN_EU_ROLES?" },
    ]);
  });
});

describe("all problems at once", () => {
  const env = {
    ...CREDENTIAL,
    TENCENTCLOUD_SECRET_KEY: " stray space",
    BILLING_OPEN_MONTHS: "0",
    BILLING_STREAM: "x\nBILLING_CRON=forged",
    BILLING_ROLES: "payer",
    DATABASE_URL: "mysql://root:hunter22@db/bills",
  };

  test("one error lists every problem, one a line", () => {
    expect(() => configOf(env)).toThrow(ConfigError);
    const message = messageOf(env);
    expect(message.split("\n")).toEqual([
      "5 problems in the configuration:",
      expect.stringMatching(/^ {2}DATABASE_URL="mysql:\/\/root:\*\*\*@db\/bills": must be/),
      expect.stringMatching(/^ {2}TENCENTCLOUD_SECRET_KEY: must be printable .*character 1 of 12/),
      "  BILLING_UIN: is required for the role payer",
      '  BILLING_OPEN_MONTHS="0": must be a whole number from 1 to 36',
      expect.stringMatching(/^ {2}BILLING_STREAM=.*did you mean BILLING_STREAMS\?/),
    ]);
  });
});

function messageOf(env: Readonly<Record<string, string>>): string {
  try {
    configOf(env);
    return "";
  } catch (error) {
    return error instanceof Error ? error.message : "";
  }
}
