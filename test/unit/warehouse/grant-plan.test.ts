import { describe, expect, test } from "vitest";
import { renderSteps } from "../../../src/warehouse/postgres/grants/grant-step.ts";
import {
  loginNameProblems,
  loginProblems,
  revokedNameProblems,
} from "../../../src/warehouse/postgres/grants/login-problems.ts";
import { resetSettings } from "../../../src/warehouse/postgres/grants/login-settings.ts";
import { missingRights } from "../../../src/warehouse/postgres/grants/missing-rights.ts";
import { planLogin } from "../../../src/warehouse/postgres/grants/plan-login.ts";
import { planRoleGrants } from "../../../src/warehouse/postgres/grants/plan-role-grants.ts";
import type { GrantFacts } from "../../../src/warehouse/postgres/grants/read-grant-facts.ts";
import type { LoginFacts } from "../../../src/warehouse/postgres/grants/read-login.ts";
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
  groupRoles: [],
  mayGive: [],
  isOwner: false,
  schemas: ["billing", "billing_ops", "billing_mart", "focus", "billing_own"],
  strays: [
    {
      alter: "alter schema billing",
      schema: "billing",
      owner: "admin",
      isOurs: true,
      isTrusted: true,
    },
  ],
  publicSchema: "closed",
  areLocksOpen: true,
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
        isSince16: true,
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

  test("marks a role that was not made here, so that it is known again", () => {
    const plain = { attributes: [], members: [] };
    const groupRoles = ALL.map((name) => ({ ...plain, name, isOurs: name !== NAMES.reader }));
    expect(script({ groups: ALL, groupRoles }).match(/comment on role .*/g)).toEqual([
      expect.stringMatching(/^comment on role "bi_reader" is 'Billhouse: /),
    ]);
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
      {
        strays: [
          { alter: "alter table a.b", schema: "a", owner: "dba", isOurs: false, isTrusted: true },
        ],
      },
      /1 object belongs in a to dba/,
    ],
    ["membership", { groups: ALL }, /does not belong to billhouse_owner/],
  ])("is %s, in words", (_, facts, words) => {
    expect(missingRights({ ...FACTS, ...facts }, NAMES)).toEqual([expect.stringMatching(words)]);
  });
});

const login: LoginFacts = {
  canLogin: true,
  isSuperuser: false,
  memberships: [],
  usedSchemas: [],
  powers: [],
  settings: [],
  connectionLimit: -1,
};

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

test("a login is revoked by a name that PostgreSQL would not cut", () => {
  expect(revokedNameProblems('any "name"')).toEqual([]);
  expect(revokedNameProblems("x".repeat(63))).toEqual([]);
  expect(revokedNameProblems("é".repeat(32))).toHaveLength(1);
  expect(revokedNameProblems("")).toHaveLength(1);
});

test("settings are taken back where they are still ours", () => {
  const settings = [
    "default_transaction_read_only=on",
    "statement_timeout=1h",
    "TimeZone=Asia/Shanghai",
    "search_path=billing_mart, focus",
  ];
  const place = { name: "x", database: "b", login: { ...login, settings, connectionLimit: 10 } };
  expect(resetSettings(place)).toEqual([
    'alter role "x" in database "b" reset default_transaction_read_only',
    'alter role "x" in database "b" reset timezone',
    'alter role "x" in database "b" reset search_path',
    'alter role "x" connection limit -1',
  ]);
  expect(resetSettings({ ...place, login: undefined })).toEqual([]);
});

test("the prefix of the roles is known by the owner of the schemas", () => {
  expect(prefixOf(roleNames("demo_").owner)).toBe("demo_");
  expect(prefixOf(roleNames("").owner)).toBe("");
  expect(prefixOf("postgres")).toBe(undefined);
  expect(prefixOf(undefined)).toBe(undefined);
});
