import { type Kysely, sql } from "kysely";
import { createView, type View } from "../src/warehouse/postgres/ddl/create-view.ts";
import {
  BILLING_PERIOD,
  UNVERSIONED_BILLING_PERIOD,
} from "../src/warehouse/postgres/ddl/focus/billing-period.ts";
import {
  createCompatibilityFunctions,
  dropCompatibilityFunctions,
} from "../src/warehouse/postgres/ddl/focus/compatibility-functions.ts";
import {
  costAndUsageViews,
  FOCUS_LINE,
  unversionedViews,
} from "../src/warehouse/postgres/ddl/focus/cost-and-usage.ts";
import { NAME_LOOKUPS } from "../src/warehouse/postgres/ddl/focus/name-lookups.ts";
import { createTagObject } from "../src/warehouse/postgres/ddl/focus/tag-object.ts";
import { createVoucherMode } from "../src/warehouse/postgres/ddl/focus/voucher-mode.ts";

// A later version of FOCUS, or a mended column, is a migration with files of its own: what this one
// calls says what it said when it was released.
const VIEWS: readonly View[] = [
  ...NAME_LOOKUPS,
  FOCUS_LINE,
  ...costAndUsageViews("1.2"),
  ...costAndUsageViews("1.4"),
  ...unversionedViews("1.4"),
  BILLING_PERIOD,
  UNVERSIONED_BILLING_PERIOD,
];

export async function up(db: Kysely<unknown>): Promise<void> {
  await createVoucherMode(db);
  await createTagObject(db);
  await createCompatibilityFunctions(db);
  for (const view of VIEWS) {
    await createView(db, view);
  }
}

export async function down(db: Kysely<unknown>): Promise<void> {
  for (const { name } of VIEWS.toReversed()) {
    await sql`drop view ${sql.table(name)}`.execute(db);
  }
  await dropCompatibilityFunctions(db);
  await sql`drop function focus.tag_object(jsonb), focus.voucher_mode()`.execute(db);
}
