import { describe, expect, test } from "vitest";
import { runSteps } from "../../src/warehouse/postgres/grants/run-steps.ts";
import { readText } from "../support/read-table.ts";
import { answersTo, asLogin, openGrantDatabase } from "./grant-playground.ts";
import { grantsIn, makeRole, rolesOf } from "./grant-state.ts";

const ACME = "200000000001";
const CUSTOMER = ["--customer-login", "x", "--customer", ACME];

describe("a role that is there under a name of ours", () => {
  test.each(["login", "superuser", "createrole", "bypassrls", "replication"])(
    "is not taken for it where it has %s",
    async (attribute) => {
      await using stage = await openGrantDatabase();
      await stage.database.pool.query(`create role "${stage.nameOf("bi_reader")}" ${attribute}`);
      const before = await grantsIn(stage);
      const { exitCode, out, err } = await stage.grant([]);
      expect({ exitCode, out }).toEqual({ exitCode: 2, out: "" });
      expect(err).toContain(`bi_reader is there and has ${attribute.toUpperCase()}`);
      expect(err).toContain("--prefix");
      expect(await grantsIn(stage)).toEqual(before);
      expect(await rolesOf(stage)).toEqual(["bi_reader"]);
    },
  );

  test("is not taken for it where others belong to it already", async () => {
    await using stage = await openGrantDatabase();
    const { role } = await makeRole(stage, "analyst");
    const reader = `"${stage.nameOf("bi_reader")}"`;
    await stage.database.pool.query(`create role ${reader}; grant ${reader} to ${role}`);
    const { exitCode, err } = await stage.grant([]);
    expect({ exitCode, roles: await rolesOf(stage) }).toEqual({
      exitCode: 2,
      roles: ["analyst", "bi_reader"],
    });
    expect(err).toContain(stage.nameOf("analyst"));
    expect(err).toContain("--prefix");
  });

  test("is taken for it where nobody belongs to it, and still once somebody does", async () => {
    await using stage = await openGrantDatabase();
    await stage.database.pool.query(`create role "${stage.nameOf("bi_reader")}"`);
    expect((await stage.grant([])).exitCode).toBe(0);
    await stage.makeLogin("--reader", "bi");
    expect((await stage.grant([])).exitCode).toBe(0);
  });
});

describe("a login that is there", () => {
  test.each([
    ["may become a role that reads tables", "grant PASSAGE to X", "may use billing"],
    ["may make roles", "alter role X createrole", "CREATEROLE"],
    ["passes row security", "alter role X bypassrls", "BYPASSRLS"],
    ["replicates", "alter role X replication", "REPLICATION"],
    [
      "may become a role that makes roles",
      "alter role PASSAGE createrole; revoke usage on schema billing from PASSAGE; grant PASSAGE to X",
      "CREATEROLE (as ",
    ],
    ["reads all data", "grant pg_read_all_data to X", "pg_read_all_data"],
    ["writes all data", "grant pg_write_all_data to X", "pg_write_all_data"],
    ["reads the server's files", "grant pg_read_server_files to X", "pg_read_server_files"],
    ["runs programs", "grant pg_execute_server_program to X", "pg_execute_server_program"],
  ])("becomes no reader and no customer's where it %s", async (_, sql, word) => {
    await using stage = await openGrantDatabase();
    const { role } = await makeRole(stage, "x", "noinherit");
    const passage = `"${stage.nameOf("passage")}"`;
    await stage.database.pool
      .query(`create role ${passage}; grant usage on schema billing to ${passage};
      ${sql.replaceAll("PASSAGE", passage).replaceAll(/\bX\b/g, role)}`);
    const before = await rolesOf(stage);
    for (const [flag = "", ...more] of [["--reader"], ["--customer-login", "--customer", ACME]]) {
      const { exitCode, err } = await stage.grant([flag, stage.nameOf("x"), ...more]);
      expect({ flag, exitCode }).toEqual({ flag, exitCode: 2 });
      expect(err).toContain(word);
    }
    expect(await rolesOf(stage)).toEqual(before);
  });

  test.each(["--reader", "--loader", "--owner"])(
    "of some customers is not widened by %s before it is revoked",
    async (flag) => {
      await using stage = await openGrantDatabase();
      await stage.database.pool.query(`insert into billing.customer
        select c.* from jsonb_populate_record(null::billing.customer,
          jsonb_build_object('account', 'main', 'customer_uin', '${ACME}', 'first_seen_at', now(), 'last_seen_at', now(),
            'content_hash', gen_random_uuid(), 'run_id', 1, 'loaded_at', now())) c`);
      const [login, name, ...customers] = CUSTOMER;
      await stage.makeLogin(String(login), String(name), ...customers);
      const { exitCode, err } = await stage.grant([flag, stage.nameOf("x")]);
      expect(exitCode).toBe(2);
      expect(err).toContain("--revoke");
      expect((await stage.grant(["--revoke", stage.nameOf("x")])).exitCode).toBe(0);
      expect((await stage.grant([flag, stage.nameOf("x")])).exitCode).toBe(0);
    },
  );

  test("is not widened where a login of its name was dropped, and its customers are still written down", async () => {
    await using stage = await openGrantDatabase();
    await stage.grant([]);
    await stage.database.pool.query("insert into billing_ops.customer_login values ($1, $2)", [
      stage.nameOf("x"),
      ACME,
    ]);
    const { exitCode, err } = await stage.grant(["--reader", stage.nameOf("x")]);
    expect(exitCode).toBe(2);
    expect(err).toContain("--revoke");
  });

  test.each(["--loader", "--owner"])(
    "that read may write again once it is %s, or revoked",
    async (flag) => {
      await using stage = await openGrantDatabase();
      const settings = async (): Promise<unknown> =>
        await readText(
          stage.database.pool,
          `select setconfig, rolconnlimit from pg_roles r
           left join pg_db_role_setting s on s.setrole = r.oid where rolname = $1`,
          [stage.nameOf("x")],
        );
      const { role, url } = await makeRole(stage, "x");
      const before = await settings();
      await stage.grant(["--reader", stage.nameOf("x")]);
      expect(await settings()).toEqual([expect.objectContaining({ rolconnlimit: "10" })]);
      expect((await stage.grant(["--revoke", stage.nameOf("x")])).exitCode).toBe(0);
      expect(await settings()).toEqual(before);
      await stage.grant(["--reader", stage.nameOf("x")]);
      expect((await stage.grant([flag, stage.nameOf("x")])).exitCode).toBe(0);
      expect(await settings()).toEqual(before);
      expect(role).toContain("x");
      expect(await answersTo({ url }, ["update billing.customer set mark = ''"])).toEqual([
        "update billing.customer set mark = '': done",
      ]);
    },
  );

  test("may not become the role that it belongs to, where the server can hold that back", async () => {
    await using stage = await openGrantDatabase();
    const [version] = await readText(
      stage.database.pool,
      "select current_setting('server_version_num')::int >= 160000 as is_since_16",
    );
    for (const [flag, group] of [
      ["--reader", "bi_reader"],
      ["--loader", "billhouse_loader"],
    ] as const) {
      const login = await stage.makeLogin(flag, `x${flag.slice(2)}`);
      const [answer] = await answersTo(login, [`set role "${stage.nameOf(group)}"`]);
      expect(answer).toMatch(version?.["is_since_16"] === "t" ? /permission denied/ : /: done/);
    }
  });
});

test.each([
  [
    "function billing_mart.evil()",
    "create function billing_mart.evil() returns text language sql security definer return 'x'",
  ],
  ["view billing_mart.evil", "create view billing_mart.evil as select 1 as x"],
  ["table billing_mart.evil", "create table billing_mart.evil ()"],
])("a stranger's %s is not taken over", async (what, sql) => {
  await using stage = await openGrantDatabase();
  const { role } = await makeRole(stage, "stranger");
  await stage.database.pool.query(`grant usage, create on schema billing_mart to ${role};
    set role ${role}; ${sql}; reset role`);
  const before = await grantsIn(stage);
  for (const argv of [[], ["--reader", stage.nameOf("bi")]]) {
    const { exitCode, out, err } = await stage.grant(argv);
    expect({ exitCode, out }).toEqual({ exitCode: 2, out: "" });
    expect(err).toContain(what.replace("function", "routine"));
    expect(err).toContain(stage.nameOf("stranger"));
  }
  expect(await grantsIn(stage)).toEqual(before);
  expect(await rolesOf(stage)).toEqual(["stranger"]);
});

test("a login is revoked by its own name, not by the beginning of another", async () => {
  await using stage = await openGrantDatabase();
  const name = stage.nameOf("").padEnd(63, "x");
  expect((await stage.grant(["--reader", name])).exitCode).toBe(0);
  const { exitCode, err } = await stage.grant(["--revoke", `${name}y`]);
  expect(exitCode).toBe(2);
  expect(err).toContain("63 bytes");
});

test("a refusal does not repeat what is stored of a password", async () => {
  await using stage = await openGrantDatabase();
  const weak = await makeRole(stage, "weak");
  const statement = "create role x login password 'SCRAM-SHA-256$4096:c2FsdA==$c3RvcmVk:c2VydmVy'";
  const refused = asLogin(weak, async (client) => {
    await runSteps(client, [{ says: "A login.", statements: [statement] }]);
  });
  await expect(refused).rejects.toThrow(/refuses it: create role x login password '…': permission/);
});
