import { randomBytes } from "node:crypto";
import { describe, expect, inject, test } from "vitest";
import { runGrant } from "../../src/app/run-grant.ts";
import { renderGrant } from "../../src/cli/render-grant.ts";
import { withDatabase } from "../support/database-url.ts";
import { startPostgresProxy } from "../support/postgres-proxy.ts";
import { readText } from "../support/read-table.ts";
import { answersTo, asLogin, openGrantDatabase, readAs } from "./grant-playground.ts";
import { grantsIn, makeRole, rolesOf } from "./grant-state.ts";

const ACME = "200000000001";
const BETA = "200000000002";

describe("a new login", () => {
  test("has a password that is shown once and connects, and that the server was never sent", async () => {
    await using stage = await openGrantDatabase();
    await stage.grant([]);
    const statements: string[] = [];
    await using proxy = await startPostgresProxy(stage.database.url);
    proxy.onStatement((sql) => {
      statements.push(sql);
    });
    const { out, err } = await stage.grant(["--reader", stage.nameOf("bi")], { url: proxy.url });
    const password = /password {2}(\S+)/.exec(out)?.[1] ?? "";
    expect(password).toMatch(/^[\w-]{32}$/);
    expect(out).toContain(`:${password}@`);
    expect(err).toBe("");
    expect(statements.some((text) => text.includes("create role"))).toBe(true);
    expect(statements.filter((text) => text.includes(password))).toEqual([]);
    const url = withDatabase(stage.database.url, stage.database.name, {
      name: stage.nameOf("bi"),
      password,
    });
    expect(await readAs({ url }, "select session_user::text as me")).toEqual([
      { me: stage.nameOf("bi") },
    ]);
  });

  test("may be given its password, which is then not shown", async () => {
    await using stage = await openGrantDatabase();
    const password = "given 'and\" taken$ 12";
    const outcome = await runGrant({
      databaseUrl: stage.database.url,
      schemaHint: "",
      request: {
        kind: "login",
        login: { name: stage.nameOf("bi"), kind: "reader", password },
      },
      prefix: stage.prefix,
      isDryRun: false,
      randomBytes,
    });
    expect(JSON.stringify(outcome) + renderGrant(outcome)).not.toContain("given");
    const url = withDatabase(stage.database.url, stage.database.name, {
      name: stage.nameOf("bi"),
      password,
    });
    expect(await answersTo({ url }, ["table billing_mart.coverage"])).toEqual([
      "table billing_mart.coverage: done",
    ]);
  });

  test("may be given it in its variable", async () => {
    await using stage = await openGrantDatabase();
    const password = "given-by-its-variable";
    const env = { BILLING_LOGIN_PASSWORD: password };
    const { exitCode, out, err } = await stage.grant(["--reader", stage.nameOf("bi")], { env });
    expect({ exitCode, err }).toEqual({ exitCode: 0, err: "" });
    expect(out).toContain("BILLING_LOGIN_PASSWORD");
    expect(out).not.toContain(password);
  });

  test("is made by somebody else from what --sql prints, with no password that nobody was told", async () => {
    await using stage = await openGrantDatabase();
    const { out, err } = await stage.grant(["--reader", stage.nameOf("bi"), "--sql"]);
    expect(err).toBe("");
    expect(out).toContain(`create role "${stage.nameOf("bi")}" login;`);
    expect(out).toContain("\\password");
    await asLogin(stage.database, async (client) => {
      await client.query(out);
      await client.query(`alter role "${stage.nameOf("bi")}" password 'set-by-somebody-else'`);
    });
    const url = withDatabase(stage.database.url, stage.database.name, {
      name: stage.nameOf("bi"),
      password: "set-by-somebody-else",
    });
    expect(await answersTo({ url }, ["table billing_mart.coverage"])).toEqual([
      "table billing_mart.coverage: done",
    ]);
  });

  test("that is there keeps its password and gets its place", async () => {
    await using stage = await openGrantDatabase();
    const role = await makeRole(stage, "metabase");
    const { exitCode, out } = await stage.grant(["--reader", stage.nameOf("metabase")]);
    expect(exitCode).toBe(0);
    expect(out).toContain("its password stays");
    expect(await answersTo(role, ["table billing_mart.coverage"])).toEqual([
      "table billing_mart.coverage: done",
    ]);
    expect((await stage.grant(["--reader", stage.nameOf("metabase")])).exitCode).toBe(0);
  });
});

describe("a customer's login", () => {
  test("sees the customers that it was last given, and none once revoked", async () => {
    await using stage = await openGrantDatabase();
    await stage.database.pool.query(`insert into billing.customer
      select c.* from unnest(array['${ACME}', '${BETA}']) uin, jsonb_populate_record(null::billing.customer,
        jsonb_build_object('account', 'main', 'customer_uin', uin, 'first_seen_at', now(), 'last_seen_at', now(),
          'content_hash', gen_random_uuid(), 'run_id', 1, 'loaded_at', now())) c`);
    const login = stage.nameOf("acme");
    const acme = await stage.makeLogin("--customer-login", "acme", "--customer", ACME);
    const uins = async (): Promise<unknown> =>
      (await readAs(acme, "select customer_uins() as u"))[0];
    expect(await uins()).toEqual({ u: `{${ACME}}` });
    await stage.grant(["--customer-login", login, "--customer", BETA]);
    expect(await uins()).toEqual({ u: `{${BETA}}` });

    const { exitCode, out } = await stage.grant(["--revoke", login]);
    expect(exitCode).toBe(0);
    expect(out).toContain(BETA);
    expect(await answersTo(acme, ["select billing_own.customer_uins()"])).toEqual([
      "permission denied for schema billing_own",
    ]);
    expect(await readText(stage.database.pool, "table billing_ops.customer_login")).toEqual([]);
    expect((await stage.grant(["--revoke", login])).exitCode).toBe(2);
  });
});

describe("nothing is granted, with exit code 2,", () => {
  test.each([
    ["to a superuser", ["--reader", "SUPERUSER"], "superuser"],
    ["to a role that logins belong to", ["--reader", "PREFIXbi_reader"], "logins belong to"],
    ["to a name that is none", ["--reader", "1; drop table"], "cannot be a login"],
    ["to a name of PostgreSQL's", ["--reader", "pg_read_all_data"], "cannot be a login"],
    [
      "to a customer's login that reads more",
      ["--customer-login", "PREFIXwide", "--customer", ACME],
      "may use billing",
    ],
    ["to a reader that reads more", ["--reader", "PREFIXwide"], "may use billing"],
    [
      "for a customer that nobody knows",
      ["--customer-login", "PREFIXx", "--customer", "299999999999"],
      "no list names it",
    ],
    ["for no customer", ["--customer-login", "PREFIXx"], "--customer is missing"],
    ["for what is no UIN", ["--customer-login", "PREFIXx", "--customer", "1'"], "6 to 20 digits"],
    ["for a customer without a login", ["--customer", ACME], "--customer-login"],
    [
      "to two logins at once",
      ["--reader", "PREFIXx", "--loader", "PREFIXy"],
      "cannot be used with",
    ],
    ["nor taken from who has nothing", ["--revoke", "PREFIXnobody"], "granted nothing"],
  ])("%s", async (_, argv, problem) => {
    await using stage = await openGrantDatabase();
    const wide = await makeRole(stage, "wide");
    await stage.database.pool.query(`grant usage on schema billing to ${wide.role}`);
    const before = await grantsIn(stage);
    const admin = new URL(inject("postgres").adminUrl).username;
    const { exitCode, err, out } = await stage.grant(
      argv.map((word) => word.replace("PREFIX", stage.prefix).replace("SUPERUSER", admin)),
    );
    expect({ exitCode, out }).toEqual({ exitCode: 2, out: "" });
    expect(err).toContain(problem);
    expect(await grantsIn(stage)).toEqual(before);
    expect(await rolesOf(stage)).toEqual(["wide"]);
  });
});
