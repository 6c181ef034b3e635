import { describe, expect, test } from "vitest";
import { configOf, CREDENTIAL, problemsOf } from "./environment.ts";

const ID = CREDENTIAL.TENCENTCLOUD_SECRET_ID;
const KEY = CREDENTIAL.TENCENTCLOUD_SECRET_KEY;
const UIN = "100000000001";

/** Two complete accounts that share a credential. */
const TWO = {
  BILLING_ACCOUNTS: "main-eu, direct",
  BILLING_MAIN_EU_SECRET_ID: ID,
  BILLING_MAIN_EU_SECRET_KEY: KEY,
  BILLING_DIRECT_SECRET_ID: ID,
  BILLING_DIRECT_SECRET_KEY: KEY,
  BILLING_DIRECT_ROLES: "payer",
  BILLING_DIRECT_UIN: UIN,
};

describe("one account", () => {
  test("a credential alone is a partner named default", () => {
    expect(configOf(CREDENTIAL).accounts).toEqual([
      { name: "default", secretId: ID, secretKey: KEY, roles: ["partner"], tagKeys: [] },
    ]);
  });

  test("it has its roles in one order, its tag keys once, and its names", () => {
    const env = {
      ...CREDENTIAL,
      TENCENTCLOUD_TOKEN: "token-example",
      BILLING_ROLES: "payer, partner,payer",
      BILLING_UIN: ` ${UIN} `,
      BILLING_TAG_KEYS: "team, cost centre ,team",
      BILLING_NAME: "Example Ltd, Europe",
      BILLING_INVOICE_ISSUER: "Tencent",
    };
    expect(configOf(env).accounts).toEqual([
      {
        name: "default",
        secretId: ID,
        secretKey: KEY,
        token: "token-example",
        roles: ["partner", "payer"],
        uin: UIN,
        tagKeys: ["team", "cost centre"],
        displayName: "Example Ltd, Europe",
        invoiceIssuer: "Tencent",
      },
    ]);
  });

  test.each(["TENCENTCLOUD_TOKEN", "TENCENTCLOUD_SESSION_TOKEN", "TENCENTCLOUD_SECURITY_TOKEN"])(
    "%s holds the token",
    (name) => {
      expect(configOf({ ...CREDENTIAL, [name]: "t0ken" }).accounts[0]?.token).toBe("t0ken");
    },
  );

  test("the same token under two names is accepted, two tokens are not", () => {
    const env = { ...CREDENTIAL, TENCENTCLOUD_TOKEN: "token-number-one" };
    expect(problemsOf({ ...env, TENCENTCLOUD_SECURITY_TOKEN: "token-number-one" })).toEqual([]);
    expect(problemsOf({ ...env, TENCENTCLOUD_SECURITY_TOKEN: "token-number-two" })).toEqual([
      {
        variable: "TENCENTCLOUD_SECURITY_TOKEN",
        rule: "must equal TENCENTCLOUD_TOKEN, for both mean the same token",
        value: "…-two",
      },
    ]);
  });

  test.each([
    ["an id without its key", { TENCENTCLOUD_SECRET_ID: ID }, ["TENCENTCLOUD_SECRET_KEY"]],
    ["a key without its id", { TENCENTCLOUD_SECRET_KEY: KEY }, ["TENCENTCLOUD_SECRET_ID"]],
    [
      "a token alone",
      { TENCENTCLOUD_TOKEN: "t0ken" },
      ["TENCENTCLOUD_SECRET_ID", "TENCENTCLOUD_SECRET_KEY"],
    ],
    ["a customer without UIN", { ...CREDENTIAL, BILLING_ROLES: "customer" }, ["BILLING_UIN"]],
    ["a payer without UIN", { ...CREDENTIAL, BILLING_ROLES: "partner,payer" }, ["BILLING_UIN"]],
  ])("%s is refused", (_, env, variables) => {
    expect(problemsOf(env).map((problem) => problem.variable)).toEqual(variables);
  });

  test("a role is suggested for a misspelt one", () => {
    expect(problemsOf({ ...CREDENTIAL, BILLING_ROLES: "parnter" })).toMatchObject([
      { variable: "BILLING_ROLES", value: "parnter", hint: "did you mean partner?" },
    ]);
  });
});

describe("several accounts", () => {
  test("each has its own variables, in the order of the list; a shared credential is accepted", () => {
    expect(configOf(TWO).accounts).toMatchObject([
      { name: "main-eu", secretId: ID, roles: ["partner"] },
      { name: "direct", secretId: ID, roles: ["payer"], uin: UIN },
    ]);
  });

  test.each([
    "TENCENTCLOUD_SECRET_ID",
    "TENCENTCLOUD_SECRET_KEY_FILE",
    "TENCENTCLOUD_SESSION_TOKEN",
    "BILLING_ROLES",
    "BILLING_NAME",
  ])("%s of the single account cannot stand beside them", (name) => {
    expect(problemsOf({ ...TWO, [name]: "partner" })).toMatchObject([
      {
        variable: name.replace(/_FILE$/, ""),
        rule: "cannot be set together with BILLING_ACCOUNTS",
      },
    ]);
  });

  test("a listed account without variables is told what it lacks", () => {
    const variables = problemsOf({ BILLING_ACCOUNTS: "b2b", BILLING_B2B_ROLES: "customer" }).map(
      (problem) => problem.variable,
    );
    expect(variables).toEqual([
      "BILLING_B2B_SECRET_ID",
      "BILLING_B2B_SECRET_KEY",
      "BILLING_B2B_UIN",
    ]);
  });

  test("a name given twice is refused", () => {
    expect(problemsOf({ ...TWO, BILLING_ACCOUNTS: "main-eu,direct,main-eu" })).toEqual([
      { variable: "BILLING_ACCOUNTS", rule: "must name each account once", value: "main-eu" },
    ]);
  });

  test("a wrong name is one problem: its variables are not called unknown as well", () => {
    expect(problemsOf({ ...TWO, BILLING_ACCOUNTS: "Main.EU,direct" })).toMatchObject([
      { variable: "BILLING_ACCOUNTS", value: "Main.EU" },
    ]);
  });
});

describe("streams", () => {
  test("a stream must exist", () => {
    expect(problemsOf({ BILLING_STREAMS: "customer,partner_bill_by_regoin" })).toEqual([
      {
        variable: "BILLING_STREAMS",
        rule: "must name a stream",
        value: "partner_bill_by_regoin",
        hint: "did you mean partner_bill_by_region?",
      },
    ]);
  });

  test("a stream must be allowed by the roles of at least one account", () => {
    const streams = { BILLING_STREAMS: "payer_bill_by_region,customer_bill_detail" };
    expect(problemsOf({ ...TWO, ...streams })).toMatchObject([
      { variable: "BILLING_STREAMS", value: "customer_bill_detail" },
    ]);
    expect(problemsOf(streams)).toEqual([]);
  });

  test("roles that are wrong themselves cause no further problem", () => {
    const env = { ...CREDENTIAL, BILLING_ROLES: "payr", BILLING_STREAMS: "payer_bill_by_region" };
    expect(problemsOf(env).map((problem) => problem.variable)).toEqual(["BILLING_ROLES"]);
  });
});
