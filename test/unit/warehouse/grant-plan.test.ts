import { describe, expect, test } from "vitest";
import { renderSteps } from "../../../src/warehouse/postgres/grants/grant-step.ts";
import {
  loginNameProblems,
  loginProblems,
} from "../../../src/warehouse/postgres/grants/login-problems.ts";
import { missingRights } from "../../../src/warehouse/postgres/grants/missing-rights.ts";
import { planLogin } from "../../../src/warehouse/postgres/grants/plan-login.ts";
import { planRoleGrants } from "../../../src/warehouse/postgres/grants/plan-role-grants.ts";
import type { GrantFacts } from "../../../src/warehouse/postgres/grants/read-grant-facts.ts";
import { prefixOf, roleNames } from "../../../src/warehouse/postgres/grants/role-names.ts";

const NAMES = roleNames("");
const ALL = Object.values(NAMES);

/** An account that owns the database and makes roles, before the first grant. */
const FACTS: GrantFacts = {
  versionNumber: 180_004,
  database: "bills",
  databaseOwner: "admin",
  ownsDatabase: true,
  role: "admin",
  isSuperuser: false,
  mayCreateRoles: true,
  groups: [],
  mayGive: [],
  isOwner: false,
  schemas: ["billing", "billing_ops", "billing_mart", "focus", "billing_own"],
  strays: [{ alter: "alter schema billing", schema: "billing", owner: "admin", isOurs: true }],
  publicSchema: "closed",
};

const script = (facts: Partial<GrantFacts>): string =>
  renderSteps(planRoleGrants({ ...FACTS, ...facts }, NAMES));

describe("the plan", () => {
  test("quotes every name, so that none can be more than a name", () => {
    const role = 'x"; drop table y; --';
    expect(script({ role })).toContain('grant "billhouse_owner" to "x""; drop table y; --"');
    const steps = planLogin(
      {
        name: role,
        kind: "customer",
        database: "b",
        login: undefined,
        verifier: "'",
        customers: ["'1"],
      },
      NAMES,
    );
    expect(renderSteps(steps)).toMatch(
      /^create role "x""; drop table y; --" login password '''';$/m,
    );
    expect(renderSteps(steps)).toContain("array['''1']");
  });

  test("is one transaction", () => {
    expect(script({})).toMatch(/^begin;\n[^]*\ncommit;\n$/);
  });

  test("lets the one who owned the schemas go on migrating, but nobody else", () => {
    expect(script({})).toContain('grant "billhouse_owner" to "admin"');
    expect(script({ isSuperuser: true })).not.toContain('to "admin"');
    const foreign = FACTS.strays.map((stray) => ({ ...stray, owner: "other", isOurs: false }));
    expect(script({ strays: foreign })).not.toContain('to "admin"');
  });

  test("makes no role that is there", () => {
    expect(script({ groups: ALL })).not.toContain("create role");
  });

  test("gives a reader nothing but to use and to read", () => {
    const rights = script({})
      .split("\n")
      .filter((line) => /^(grant|alter default).*"(bi_reader|billing_customer)"/.test(line))
      .map((line) => /grant (.*?) (on|to)/.exec(line)?.[1]);
    expect(new Set(rights)).toEqual(new Set(["connect", "usage", "select"]));
  });
});

describe("what is missing", () => {
  test("is nothing for a superuser, and for who owns the database and makes roles", () => {
    expect(missingRights(FACTS, NAMES)).toEqual([]);
    expect(missingRights({ ...FACTS, isSuperuser: true, ownsDatabase: false }, NAMES)).toEqual([]);
  });

  test.each<[string, Partial<GrantFacts>, RegExp]>([
    ["the right to make roles", { mayCreateRoles: false }, /CREATEROLE/],
    ["the database", { ownsDatabase: false, databaseOwner: "dba" }, /bills belongs to dba/],
    [
      "what is in the schemas",
      { strays: [{ alter: "alter table a.b", schema: "a", owner: "dba", isOurs: false }] },
      /1 object belongs in a to dba/,
    ],
    ["membership", { groups: ALL }, /does not belong to billhouse_owner/],
  ])("is %s, in words", (_, facts, words) => {
    expect(missingRights({ ...FACTS, ...facts }, NAMES)).toEqual([expect.stringMatching(words)]);
  });
});

describe("a login", () => {
  test.each(["bi", "acme-corp", "a@example.com", "_x.1"])("may be called %s", (name) => {
    expect(loginNameProblems(name, NAMES)).toEqual([]);
  });

  test.each([
    "",
    "1a",
    "pg_monitor",
    "PG_x",
    "public",
    "none",
    "bi_reader",
    'a"b',
    "a b",
    "é",
    "x".repeat(64),
  ])("may not be called %j", (name) => {
    expect(loginNameProblems(name, NAMES)).toHaveLength(1);
  });

  const login = { canLogin: true, isSuperuser: false, memberships: [], usedSchemas: [] };

  test("of a customer may not see more by another way", () => {
    const usedSchemas = ["billing_mart"];
    expect(loginProblems("x", "customer", { ...login, usedSchemas })).toHaveLength(1);
    expect(loginProblems("x", "reader", { ...login, usedSchemas })).toEqual([]);
    expect(loginProblems("x", "customer", { ...login, canLogin: false })).toHaveLength(1);
    expect(loginProblems("x", "customer", { ...login, usedSchemas: ["billing_own"] })).toEqual([]);
  });

  test("is never a superuser", () => {
    const superuser = { ...login, isSuperuser: true };
    for (const kind of ["reader", "customer", "loader", "owner"] as const) {
      expect(loginProblems("x", kind, superuser)).toHaveLength(1);
    }
  });
});

test("the prefix of the roles is known by the owner of the schemas", () => {
  expect(prefixOf(roleNames("demo_").owner)).toBe("demo_");
  expect(prefixOf(roleNames("").owner)).toBe("");
  expect(prefixOf("postgres")).toBe(undefined);
  expect(prefixOf(undefined)).toBe(undefined);
});
