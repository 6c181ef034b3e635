import { type Kysely, sql } from "kysely";
import {
  CHARGE_TYPE,
  CHARGE_TYPE_SEED_1,
} from "../src/warehouse/postgres/ddl/focus/charge-type.ts";
import {
  createReferenceTable,
  seedReferenceTable,
} from "../src/warehouse/postgres/ddl/focus/reference-table.ts";
import { REGION, REGION_SEED_1 } from "../src/warehouse/postgres/ddl/focus/region.ts";
import {
  RESOURCE_TYPE,
  RESOURCE_TYPE_SEED_1,
} from "../src/warehouse/postgres/ddl/focus/resource-type.ts";
import { SERVICE, SERVICE_SEED_1 } from "../src/warehouse/postgres/ddl/focus/service.ts";
import { UNIT, UNIT_SEED_1 } from "../src/warehouse/postgres/ddl/focus/unit.ts";

const TABLES = [
  [CHARGE_TYPE, CHARGE_TYPE_SEED_1],
  [SERVICE, SERVICE_SEED_1],
  [REGION, REGION_SEED_1],
  [RESOURCE_TYPE, RESOURCE_TYPE_SEED_1],
  [UNIT, UNIT_SEED_1],
] as const;

export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`create schema focus`.execute(db);
  await sql`comment on schema focus is
    'Bill lines in the columns of FOCUS (focus.finops.org): cost_and_usage follows its newest version, _v1_2 and _v1_4 stay. Bills of direct accounts have no lines and are not here: see billing_mart.payer_cost_by_region. The other tables say what the vendor''s words mean in FOCUS, and take rows of yours.'`.execute(
    db,
  );
  for (const [table, seed] of TABLES) {
    await createReferenceTable(db, table);
    await seedReferenceTable(db, table, seed);
  }
}

export async function down(db: Kysely<unknown>): Promise<void> {
  for (const [{ name }] of TABLES.toReversed()) {
    await sql`drop table ${sql.table(`focus.${name}`)}`.execute(db);
  }
  await sql`drop schema focus`.execute(db);
}
