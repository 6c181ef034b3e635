import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { readText } from "../support/read-table.ts";
import { customerColumn, relations } from "./grant-catalog.ts";
import {
  answersTo,
  asLogin,
  type GrantDatabase,
  openGrantDatabase,
  readAs,
} from "./grant-playground.ts";
import { FILES, LOCK_OUTS, REFUSAL, SIDE_DOORS, WRITES } from "./grant-refusals.ts";
import { syncAs } from "./grant-sync.ts";
import { type CommandResult, runCommand } from "./run-command.ts";

const CUSTOMERS = ["200000000001", "200000000002", "200000000003"] as const;
const [ACME, BETA, GAMMA] = CUSTOMERS;

type Login = { readonly url: string };

let stage: GrantDatabase;
let synced: CommandResult;
let loader: Login;
let reader: Login;
let acme: Login;
let both: Login;
let nobody: Login;

// One database for all tests of this file: none of them changes what is in it.
beforeAll(async () => {
  stage = await openGrantDatabase();
  loader = await stage.makeLogin("--loader", "etl");
  synced = await syncAs(loader);
  reader = await stage.makeLogin("--reader", "bi");
  acme = await stage.makeLogin("--customer-login", "acme", "--customer", ACME);
  both = await stage.makeLogin("--customer-login", "both", "--customer", `${ACME},${BETA}`);
  nobody = await stage.makeLogin("--customer-login", "nobody", "--customer", GAMMA);
  await stage.database.pool.query("delete from billing_ops.customer_login where login = $1", [
    stage.nameOf("nobody"),
  ]);
  await stage.database.pool.query("analyze");
}, 120_000);
afterAll(async () => {
  await stage[Symbol.asyncDispose]();
});

/** Every row of a view as one text, in a fixed order, without what changes from moment to moment. */
const rowsOf = (view: string, where = "true"): string =>
  `select to_jsonb(v) - 'age' as row from ${view} v where ${where} order by 1`;

/** What the superuser sees under the settings of a login. */
async function truth(statement: string): Promise<readonly unknown[]> {
  return await asLogin(stage.database, async (client) => {
    await client.query("set timezone = 'Asia/Shanghai'; set jit = off");
    return (await client.query({ text: statement, types: { getTypeParser: () => String } })).rows;
  });
}

describe("the loader", () => {
  test("syncs with a login of its own, partitions and all, when the schema is up to date", async () => {
    expect(synced).toMatchObject({ exitCode: 0 });
    const [lines] = await readText(
      stage.database.pool,
      "select count(*) > 200 as are_there from billing.bill_detail",
    );
    expect(lines).toEqual({ are_there: "t" });
    const partitions = await readText(
      stage.database.pool,
      "select distinct relowner::regrole::text as owner from pg_class where relname like 'bill_detail_2%'",
    );
    expect(partitions).toEqual([{ owner: stage.nameOf("billhouse_owner") }]);
  });

  test.each(["status", "reconcile", "migrate"])("may %s", async (command) => {
    const { exitCode, err } = await runCommand([command], { env: { DATABASE_URL: loader.url } });
    expect({ exitCode, err }).toEqual({ exitCode: 0, err: "" });
  });

  test("lacks nothing that npm run doctor would miss", async () => {
    const { out } = await runCommand(["doctor"], { env: { DATABASE_URL: loader.url } });
    expect(out).toMatch(/rights.*ok|ok.*rights/);
  });

  test.each([
    "drop table billing.customer",
    "drop schema billing cascade",
    "alter table billing.customer add column mine text",
    "truncate billing.customer",
    "create table billing.mine ()",
    "create view billing_mart.mine as select 1",
    "create temporary table mine ()",
    "create schema mine",
    "delete from billing_ops.kysely_migration",
    "update billing_ops.kysely_migration_lock set is_locked = 1",
    "insert into billing_ops.customer_login (login, customer_uin) values ('me', '1')",
    "select * from billing_ops.customer_login",
    "create role mine",
  ])("is refused: %s", async (statement) => {
    const [answer] = await answersTo(loader, [statement]);
    expect(answer).toMatch(/permission denied|must be owner/);
  });
});

/** What a login may do to relations of ours beyond reading them, by whatever way it came to it. */
async function rightsToWrite(login: string): Promise<readonly unknown[]> {
  return await readText(
    stage.database.pool,
    `select c.oid::regclass as relation, privilege
     from pg_class c, unnest(array['INSERT', 'UPDATE', 'DELETE', 'TRUNCATE', 'REFERENCES', 'TRIGGER']) privilege
     where relnamespace = any (array(select oid from pg_namespace where nspname ~ '^(billing|focus|public)'))
       and relkind in ('r', 'p', 'v', 'm') and (has_table_privilege($1, c.oid, privilege)
         or privilege in ('INSERT', 'UPDATE', 'REFERENCES') and has_any_column_privilege($1, c.oid, privilege))`,
    [stage.nameOf(login)],
  );
}

describe("a reader", () => {
  test("reads every mart and every FOCUS view, whatever functions and tables are behind them", async () => {
    const views = await relations(stage.database.pool, ["billing_mart", "focus"]);
    expect(views).toContain("billing_mart.coverage");
    for (const view of views) {
      expect({ view, rows: await readAs(reader, rowsOf(view)) }).toEqual({
        view,
        rows: await truth(rowsOf(view)),
      });
    }
  });

  test("is refused every table of bills and of bookkeeping, and the views of customers", async () => {
    const tables = await relations(
      stage.database.pool,
      ["billing", "billing_ops", "billing_own"],
      "rpvmS",
    );
    expect(tables.length).toBeGreaterThan(40);
    const answers = await answersTo(
      reader,
      tables.map((table) => `select * from ${table} limit 0`),
    );
    expect(answers.filter((answer) => !answer.startsWith("permission denied"))).toEqual([]);
  });

  test("has no right to write, on whatever table or view", async () => {
    expect(await rightsToWrite("etl")).not.toEqual([]);
    expect(await rightsToWrite("bi")).toEqual([]);
  });

  test.each([...WRITES, ...FILES, ...SIDE_DOORS, ...LOCK_OUTS])(
    "is refused, also without its settings: %s",
    async (statement) => {
      const [answer] = await answersTo(reader, [statement]);
      expect(answer).toMatch(REFUSAL);
    },
  );

  test("may become none of the other roles", async () => {
    const names = ["billhouse_owner", "billhouse_loader", "billing_customer", "acme", "etl"];
    const answers = await answersTo(
      reader,
      names.map((name) => `set role "${stage.nameOf(name)}"`),
    );
    expect(answers).toEqual(
      names.map((name) => `permission denied to set role "${stage.nameOf(name)}"`),
    );
  });

  test("learns nothing of bills from the planner's statistics", async () => {
    const columns = "select schemaname, tablename from pg_stats where schemaname like 'billing%'";
    expect(await truth(columns)).not.toEqual([]);
    expect(await readAs(reader, columns)).toEqual([]);
  });

  test("gets settings that suit reading, in this database", async () => {
    const settings = `select current_setting('default_transaction_read_only') as read_only,
      current_setting('statement_timeout') as timeout, current_setting('timezone') as zone,
      current_setting('search_path') as path`;
    expect(await readAs(reader, settings)).toEqual([
      { read_only: "on", timeout: "1min", zone: "Asia/Shanghai", path: "billing_mart, focus" },
    ]);
    expect(await readAs(reader, "select count(*) > 0 as is_found from coverage")).toEqual([
      { is_found: "t" },
    ]);
  });
});

describe("a customer's login", () => {
  test("sees in every view the rows of its customers, sums and all, and no others", async () => {
    const views = await relations(stage.database.pool, ["billing_own"]);
    expect(views.length).toBeGreaterThan(12);
    const seen: string[] = [];
    for (const view of views) {
      const column = await customerColumn(stage.database.pool, view);
      for (const [login, uins] of [
        [acme, `'${ACME}'`],
        [both, `'${ACME}', '${BETA}'`],
      ] as const) {
        const mart = await martOf(view);
        const rows = await readAs(login, rowsOf(view));
        expect({ view, rows }).toEqual({
          view,
          rows: await truth(rowsOf(mart, `${column} in (${uins})`)),
        });
        seen.push(...(rows.length > 0 ? [view] : []));
      }
    }
    // A view without rows would have proved nothing.
    expect(views.filter((view) => !seen.includes(view))).toEqual([]);
  });

  test("sees the same whatever role it sets", async () => {
    const other = `"${stage.nameOf("passage")}"`;
    await stage.database.pool.query(`
      create role ${other};
      grant "${stage.nameOf("billing_customer")}" to ${other};
      grant ${other} to "${stage.nameOf("acme")}"`);
    const counted =
      "select count(distinct customer_uin) as customers from billing_own.cost_by_product";
    const rows = await asLogin(acme, async (client) => {
      await client.query(`set role ${other}`);
      return (await client.query<{ customers: string }>(counted)).rows;
    });
    expect(rows).toEqual([{ customers: "1" }]);
    const [refused] = await answersTo(acme, [
      `set session authorization "${stage.nameOf("both")}"`,
    ]);
    expect(refused).toMatch(/permission denied/);
  });

  test("sees nothing while no customer is given to it", async () => {
    for (const view of await relations(stage.database.pool, ["billing_own"])) {
      expect({ view, rows: await readAs(nobody, rowsOf(view)) }).toEqual({ view, rows: [] });
    }
  });

  test("is refused tables, marts and FOCUS, whose rows are of all customers", async () => {
    const all = await relations(
      stage.database.pool,
      ["billing", "billing_ops", "billing_mart", "focus"],
      "rpvmS",
    );
    const answers = await answersTo(
      acme,
      all.map((table) => `select * from ${table} limit 0`),
    );
    expect(answers.filter((answer) => !answer.startsWith("permission denied"))).toEqual([]);
  });

  test("has no right to write, on whatever table or view", async () => {
    expect(await rightsToWrite("acme")).toEqual([]);
  });

  test.each([
    ...WRITES,
    ...FILES,
    ...SIDE_DOORS,
    ...LOCK_OUTS,
    "insert into billing_ops.customer_login values (session_user, '200000000002')",
    "create or replace function billing_own.customer_uins() returns text[] language sql return '{}'",
    "update billing_own.cost_by_product set cost = 0",
  ])("is refused, also without its settings: %s", async (statement) => {
    const [answer] = await answersTo(acme, [statement]);
    expect(answer).toMatch(REFUSAL);
  });

  test.each([
    "select (customer_uin || ' ' || product)::int from billing_own.cost_by_product",
    "select 1 from billing_own.cost_by_product where (customer_uin || ' ' || product)::int = 1",
    "select 1 from billing_own.coverage where (uin || error_message)::date = now()",
    "select 1 from billing_own.what_changed where xmlparse(document '<' || uin) is not null",
  ])("learns nothing of others from an error that repeats a value: %s", async (statement) => {
    const [answer = ""] = await answersTo(acme, [statement]);
    expect(answer).not.toMatch(new RegExp(`${BETA}|${GAMMA}`));
  });

  test("learns nothing of bills from the planner's statistics", async () => {
    expect(await readAs(acme, "select from pg_stats where schemaname like 'billing%'")).toEqual([]);
  });

  test("is told its customers, and has the filter work below the sums", async () => {
    expect(await readAs(both, "select customer_uins() as uins")).toEqual([
      { uins: `{${ACME},${BETA}}` },
    ]);
    const plan = await readAs(
      acme,
      "explain select sum(cost) from billing_own.cost_by_product where bill_month = '2026-10-01'",
    );
    const text = plan.map((row) => row["QUERY PLAN"]).join("\n");
    const [above = "", below] = text.split(/uin = ANY \(/);
    expect(above).toMatch(/Aggregate[^]*Group Key/);
    expect(below).toBeDefined();
  });
});

/** The view that a twin shows a part of. */
async function martOf(own: string): Promise<string> {
  const name = own.slice(own.indexOf(".") + 1);
  const marts = await relations(stage.database.pool, ["billing_mart", "focus"]);
  return marts.find((mart) => mart.endsWith(`.${name}`)) ?? "";
}
