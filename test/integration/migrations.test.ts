import { describe, expect, test } from "vitest";
import {
  migrateDown,
  migrateToLatest,
  migrationStates,
} from "../../src/warehouse/postgres/migrate-schema.ts";
import { describeSchema } from "../support/describe-schema.ts";
import { createRole, freshDatabase } from "../support/fresh-database.ts";
import { migrationFolder, migrationNames } from "../support/migration-folder.ts";
import { readText } from "../support/read-table.ts";

const NAMES = await migrationNames();

describe("migrating", () => {
  test("an empty database gets every migration in the order of their names, and no second time", async () => {
    await using database = await freshDatabase("empty");
    expect((await migrationStates(database.db)).map(({ appliedAt }) => appliedAt)).toEqual(
      NAMES.map(() => undefined),
    );

    const applied = await migrateToLatest(database.db);
    expect(applied).toEqual(NAMES.map((name) => ({ name, direction: "up" })));
    expect(await migrateToLatest(database.db)).toEqual([]);
    const states = await migrationStates(database.db);
    expect(states).toEqual(NAMES.map((name) => ({ name, appliedAt: expect.any(Date) })));
  });

  test("looking at the state of an empty database writes nothing", async () => {
    await using database = await freshDatabase("empty");
    await migrationStates(database.db);
    const { rows } = await database.pool.query(
      "select nspname from pg_namespace where nspname like 'billing%'",
    );
    expect(rows).toEqual([]);
  });

  test("two at once apply each migration once", async () => {
    await using database = await freshDatabase("empty");
    await using other = database.openAgain();
    const [here, there] = await Promise.all([
      migrateToLatest(database.db),
      migrateToLatest(other.db),
    ]);
    expect([...here, ...there].map(({ name }) => name).toSorted()).toEqual(NAMES);
    expect((await migrationStates(database.db)).every(({ appliedAt }) => appliedAt)).toBe(true);
  });

  test("down to nothing leaves nothing, and up again gives the same schema", async () => {
    await using database = await freshDatabase();
    const before = await describeSchema(database.pool);
    await database.pool.query(
      "select billing_ops.ensure_month_partition('bill_detail', '2026-10-01')",
    );
    for (const name of NAMES.toReversed()) {
      expect(await migrateDown(database.db)).toEqual([{ name, direction: "down" }]);
    }
    expect(await migrateDown(database.db)).toEqual([]);
    const left = await readText(
      database.pool,
      `select format('%s.%s', nspname, relname) as name
       from pg_namespace n left join pg_class c on c.relnamespace = n.oid and relkind in ('r', 'p', 'v', 'S')
       where nspname like 'billing%' order by relname`,
    );
    // Kysely's own tables stay: what was applied is written there, also when nothing is.
    expect(left.map(({ name }) => name)).toEqual([
      "billing_ops.kysely_migration",
      "billing_ops.kysely_migration_lock",
    ]);

    expect(await migrateToLatest(database.db)).toHaveLength(NAMES.length);
    expect(await describeSchema(database.pool)).toBe(before);
  });
});

describe("a migration that cannot be applied", () => {
  test("is named, and leaves the schema as it was", async () => {
    await using database = await freshDatabase();
    await using folder = await migrationFolder(NAMES, {
      "9998-good.ts": migrationText("create table billing.half_done (a integer)"),
      "9999-broken.ts": migrationText("alter table billing.no_such_table add column a integer"),
    });
    const before = await describeSchema(database.pool);
    await expect(migrateToLatest(database.db, folder.path)).rejects.toMatchObject({
      name: "AbortError",
      reason: "schema",
      message: expect.stringMatching(/9999-broken.*no_such_table/),
    });
    expect(await describeSchema(database.pool)).toBe(before);
    expect(await migrationStates(database.db)).toHaveLength(NAMES.length);
  });

  test("for want of rights says which command a better role should run", async () => {
    await using database = await freshDatabase("empty");
    const role = await createRole(database);
    await using weak = database.openAgain(role);
    await expect(migrateToLatest(weak.db)).rejects.toMatchObject({
      name: "AbortError",
      reason: "schema",
      code: "42501",
      hint: expect.stringContaining("npm run migrate"),
    });
  });

  test("does not stand in the way of a role without rights when there is nothing to migrate", async () => {
    await using database = await freshDatabase();
    const role = await createRole(database);
    await database.pool.query(`grant usage on schema billing, billing_ops to public;
      grant select on all tables in schema billing_ops to public`);
    await using weak = database.openAgain(role);
    expect(await migrateToLatest(weak.db)).toEqual([]);
  });

  test("because the schema is newer than the program asks for the newest program", async () => {
    await using database = await freshDatabase();
    await using folder = await migrationFolder(NAMES.slice(0, -1));
    await expect(migrateToLatest(database.db, folder.path)).rejects.toMatchObject({
      name: "AbortError",
      reason: "schema",
      hint: expect.stringContaining("newest"),
    });
  });
});

function migrationText(statement: string): string {
  return `import { sql } from "kysely";
    export async function up(db) { await sql\`${statement}\`.execute(db); }
    export async function down() { return; }`;
}
