import { escapeIdentifier } from "pg";
import { describe, expect, test } from "vitest";
import { asSchemaOwner } from "../../src/warehouse/postgres/grants/as-schema-owner.ts";
import { migrateToLatest } from "../../src/warehouse/postgres/migrate-schema.ts";
import { openDatabase } from "../../src/warehouse/postgres/open-database.ts";
import { migrationFolder, migrationNames } from "../support/migration-folder.ts";
import { answersTo, asLogin, type GrantDatabase, openGrantDatabase } from "./grant-playground.ts";
import { grantsIn, makeRole, rolesOf } from "./grant-state.ts";
import { runCommand } from "./run-command.ts";

describe("the roles", () => {
  test("are made once, and their grants renewed as often as one likes", async () => {
    await using stage = await openGrantDatabase();
    const first = await stage.grant([]);
    expect({ ...first, out: first.out.match(/made|renewed/g) }).toEqual({
      exitCode: 0,
      out: ["made", "made", "made", "made"],
      err: "",
    });
    const before = await grantsIn(stage);
    const second = await stage.grant([]);
    expect(second.out.match(/made|renewed/g)).toEqual(["renewed", "renewed", "renewed", "renewed"]);
    expect(second.out).not.toContain("came to belong");
    expect(await grantsIn(stage)).toEqual(before);
  });

  test("are, with --sql, the statements that would be run, and nothing is", async () => {
    await using printed = await openGrantDatabase();
    await using run = await openGrantDatabase();
    const before = await grantsIn(printed);
    const { exitCode, out, err } = await printed.grant(["--sql"]);
    expect({ exitCode, err }).toEqual({ exitCode: 0, err: "" });
    expect(await grantsIn(printed)).toEqual(before);
    expect(await rolesOf(printed)).toEqual([]);

    await asLogin(printed.database, async (client) => await client.query(out));
    await run.grant([]);
    expect(await grantsIn(printed)).toEqual(await grantsIn(run));
    expect(await rolesOf(printed)).toEqual(await rolesOf(run));
  });

  test("get what they are to have and nothing else, whatever was granted before", async () => {
    await using stage = await openGrantDatabase();
    await stage.grant([]);
    const before = await grantsIn(stage);
    const reader = escapeIdentifier(stage.nameOf("bi_reader"));
    await stage.database.pool.query(`
      grant usage on schema billing, billing_ops to ${reader}, public;
      grant select on billing.customer to ${reader}, public;
      grant update (mark) on billing.customer to ${reader};
      grant temporary, create on database ${escapeIdentifier(stage.database.name)} to public;
      grant insert on billing_ops.kysely_migration to ${escapeIdentifier(stage.nameOf("billhouse_loader"))};
      revoke select on billing_mart.coverage from ${reader}`);
    expect(await grantsIn(stage)).not.toEqual(before);
    await stage.grant([]);
    expect(await grantsIn(stage)).toEqual(before);
  });

  test("keep the names that they have in this database", async () => {
    await using stage = await openGrantDatabase();
    await stage.grant([]);
    const { exitCode, err } = await stage.grant(["--prefix", "other_"]);
    expect(exitCode).toBe(2);
    expect(err).toContain(stage.nameOf("billhouse_owner"));
    const names = await rolesOf(stage);
    expect(names).toEqual(["bi_reader", "billhouse_loader", "billhouse_owner", "billing_customer"]);
  });

  test("need a schema to be granted on", async () => {
    await using stage = await openGrantDatabase("empty");
    const { exitCode, err, out } = await stage.grant([]);
    expect({ exitCode, out }).toEqual({ exitCode: 2, out: "" });
    expect(err).toContain("npm run migrate");
  });
});

const LATER = `import { sql } from "kysely";
  export async function up(db) {
    await sql\`create schema if not exists later\`.execute(db);
    await sql\`create table billing.later (bill_month date not null) partition by range (bill_month)\`.execute(db);
    await sql\`create table billing_ops.later (id bigint generated always as identity)\`.execute(db);
    await sql\`create sequence billing_ops.later_number\`.execute(db);
    await sql\`create view billing_mart.later as select count(*) as rows from billing.later\`.execute(db);
    await sql\`create view billing_own.later as select count(*) as rows from billing.later\`.execute(db);
  }
  export async function down() { return; }`;

/** Migrates to a version that has one migration more, as the role of `url`. */
async function migrateLater(url: string): Promise<readonly unknown[]> {
  await using folder = await migrationFolder(await migrationNames(), { "9999-later.ts": LATER });
  await using database = openDatabase({ url, applicationName: "tests", onIdleError: ignore });
  return await database.db
    .connection()
    .execute(
      async (db) => await asSchemaOwner(db, async () => await migrateToLatest(db, folder.path)),
    );
}

const ignore = (): void => undefined;

describe("what a later migration makes", () => {
  test.each(["by a superuser", "by a login of the owner's"])(
    "%s is the owner's, and the loader's to write and the readers' to read",
    async (by) => {
      await using stage = await openGrantDatabase();
      await stage.grant([]);
      const owner = await stage.makeLogin("--owner", "migrator");
      const loader = await stage.makeLogin("--loader", "etl");
      const reader = await stage.makeLogin("--reader", "bi");
      const { url } = by === "by a superuser" ? stage.database : owner;
      expect(await migrateLater(url)).toHaveLength(1);

      expect(
        await answersTo(loader, [
          "insert into billing_ops.later default values",
          "select nextval('billing_ops.later_number')",
          "select billing_ops.ensure_month_partition('later', '2026-10-01'); insert into billing.later values ('2026-10-01')",
          "select * from billing_mart.later",
        ]),
      ).toEqual(expect.not.arrayContaining([expect.not.stringMatching(/: done$/)]));
      expect(
        await answersTo(reader, [
          "select * from billing_mart.later",
          "select * from billing.later",
        ]),
      ).toEqual(["select * from billing_mart.later: done", "permission denied for schema billing"]);
      const later = (await grantsIn(stage)).filter((line) => /later(_number)? of /.test(line));
      expect(later.filter((line) => !line.includes(" of billhouse_owner "))).toEqual([]);
      expect(later).toHaveLength(5);
    },
  );
});

test("what npm run migrate makes after a grant is the owner's, whoever migrates", async () => {
  await using stage = await openGrantDatabase();
  await stage.grant([]);
  const env = { DATABASE_URL: stage.database.url };
  expect((await runCommand(["migrate", "--down"], { env })).exitCode).toBe(0);
  expect((await runCommand(["migrate"], { env })).exitCode).toBe(0);
  expect((await stage.grant([])).out).not.toContain("came to belong");
});

/** A server as its provider hands it out: whose first account makes roles and databases, and no more. */
async function openManaged(): Promise<
  GrantDatabase & { readonly admin: { readonly url: string } }
> {
  const stage = await openGrantDatabase("empty");
  const admin = await makeRole(stage, "admin", "createrole");
  await stage.database.pool.query(
    `alter database ${escapeIdentifier(stage.database.name)} owner to ${admin.role}`,
  );
  const { url } = admin;
  await using theirs = openDatabase({ url, applicationName: "tests", onIdleError: ignore });
  await migrateToLatest(theirs.db);
  return { ...stage, admin };
}

test.each([
  { argv: [], lacks: ["database", "ADMIN OPTION"] },
  { argv: ["--reader", "NEW"], lacks: ["may not make logins", "membership of"] },
  { argv: ["--revoke", "NEW"], lacks: ["who sees what"] },
  {
    argv: ["--customer-login", "NEW", "--customer", "200000000001"],
    lacks: ["may not make logins", "membership of", "who sees what"],
  },
])("a reader's login may not grant: $argv", async ({ argv, lacks }) => {
  await using stage = await openGrantDatabase();
  await stage.grant([]);
  const reader = await stage.makeLogin("--reader", "bi");
  const before = await grantsIn(stage);
  const words = argv.map((word) => word.replace("NEW", stage.nameOf("new")));
  const { exitCode, out, err } = await stage.grant(words, reader);
  expect({ exitCode, script: out.split("\n")[0] }).toEqual({ exitCode: 2, script: "begin;" });
  for (const lack of lacks) {
    expect(err).toContain(lack);
  }
  expect(out).not.toMatch(/grant "\w+owner" to/);
  expect(await grantsIn(stage)).toEqual(before);
});

/** Without what is asked of a superuser only, and what was granted to somebody by name. */
function asked(grants: readonly string[]): readonly string[] {
  return grants
    .filter((line) => !/^(lo_|pg_)/.test(line))
    .map((line) => line.replaceAll(/,weak=\w+\/\w+/g, ""));
}

describe("a role that is no superuser", () => {
  test("grants all of it where it owns the database and makes roles, and goes on migrating", async () => {
    await using stage = await openManaged();
    const { exitCode, out, err } = await stage.grant([], { url: stage.admin.url });
    expect({ exitCode, err }).toEqual({ exitCode: 0, err: "" });
    expect(out).toContain("large objects");
    expect(out).toContain("advisory locks");
    const again = await stage.grant(["--reader", stage.nameOf("bi")], { url: stage.admin.url });
    expect(again.exitCode).toBe(0);
    const reader = { url: /postgres(ql)?:\S+/.exec(again.out)?.[0] ?? "" };
    expect(
      await answersTo(reader, ["table billing_mart.coverage", "table billing.customer"]),
    ).toEqual(["table billing_mart.coverage: done", "permission denied for schema billing"]);
    expect(await migrateLater(stage.admin.url)).toHaveLength(1);
  });

  test.each([
    { attributes: "", lacks: [/CREATEROLE/, /database .* belongs to/, /objects belong .*billing/] },
    { attributes: "createrole", lacks: [/database .* belongs to/, /objects belong .*billing/] },
  ])(
    "with '$attributes' is told what it lacks, and what somebody else can run; nothing is changed",
    async ({ attributes, lacks }) => {
      await using stage = await openGrantDatabase();
      const weak = await makeRole(stage, "weak", attributes);
      await stage.database.pool.query(`
        grant usage on schema billing, billing_ops to ${weak.role};
        grant select on all tables in schema billing, billing_ops to ${weak.role}`);
      const before = await grantsIn(stage);
      const { exitCode, out, err } = await stage.grant([], weak);
      expect(exitCode).toBe(2);
      for (const lack of lacks) {
        expect(err).toMatch(lack);
      }
      expect(await grantsIn(stage)).toEqual(before);
      expect(await rolesOf(stage)).toEqual(["weak"]);

      await asLogin(stage.database, async (client) => await client.query(out));
      await using other = await openGrantDatabase();
      await other.grant([]);
      expect(asked(await grantsIn(stage))).toEqual(asked(await grantsIn(other)));
    },
  );

  test("takes nothing from a stranger, nor does the rest without it", async () => {
    await using stage = await openManaged();
    const { role } = await makeRole(stage, "stranger");
    await stage.database.pool.query(`
      grant usage, create on schema billing to ${role};
      set role ${role};
      create table billing.stray ();
      reset role`);
    const { exitCode, err } = await stage.grant([], { url: stage.admin.url });
    expect(exitCode).toBe(2);
    expect(err).toMatch(/table billing.stray belongs to .*stranger/);
    expect(await rolesOf(stage)).toEqual(["admin", "stranger"]);
  });
});
