import { expect, test } from "vitest";
import { migrateDown, migrateToLatest } from "../../src/warehouse/postgres/migrate-schema.ts";
import { freshDatabase } from "../support/fresh-database.ts";
import { migrationNames } from "../support/migration-folder.ts";
import { readText } from "../support/read-table.ts";

/** What an earlier version left: a slice loaded three times, the second time in vain, the third re-keyed. */
const EARLIER = `
  insert into billing_ops.run (kind, status, scope, start_epoch, started_at, last_seen_at, lease_until)
    select 'sync', 'succeeded', '{}', 0, now(), now(), now() from generate_series(1, 3);
  insert into billing_ops.slice (account, stream, uin, bill_month, status, row_count, amount, last_success_at)
    values ('main', 'partner_bill_detail', '1', '2026-10-01', 'loaded', 2, 3.00, now());
  insert into billing_ops.slice_load (run_id, account, stream, uin, bill_month, is_first, row_count,
      amount, rows_added, rows_changed, rows_removed, loaded_at)
    values (1, 'main', 'partner_bill_detail', '1', '2026-10-01', true, 3, 4.00, 3, 0, 0, '2026-11-01'),
      (2, 'main', 'partner_bill_detail', '1', '2026-10-01', false, 3, 4.00, 0, 0, 0, '2026-11-02'),
      (3, 'main', 'partner_bill_detail', '1', '2026-10-01', false, 2, 3.00, 2, 0, 3, '2026-11-03');
  insert into billing_ops.bill_change (run_id, account, stream, uin, bill_month, table_name, row_key,
      change, old_amount, new_amount, changed_at)
    values (3, 'main', 'partner_bill_detail', '1', '2026-10-01', 'bill_detail', '{}', 'rekeyed', 4.00,
      3.00, '2026-11-03');
  insert into billing.partner_bill_by_region (account, customer_uin, bill_month, region_id, region_name,
      content_hash, run_id, loaded_at)
    values ('main', '1', '2026-09-01', '4', 'Shanghai', gen_random_uuid(), 1, '2026-10-02'),
      ('main', '1', '2026-10-01', '4', 'Shanghai', gen_random_uuid(), 1, '2026-11-02'),
      ('main', '1', '2026-10-01', '0', null, gen_random_uuid(), 1, '2026-11-02')`;

test("what an earlier version has loaded balances, and teaches its codes", async () => {
  await using database = await freshDatabase();
  let newer = (await migrationNames()).filter((name) => name >= "0015").length;
  for (; newer > 0; newer -= 1) {
    await migrateDown(database.db);
  }
  await database.pool.query(EARLIER);
  await migrateToLatest(database.db);
  await database.pool.query(
    `insert into billing_ops.stream values ('partner_bill_detail', 'partner', 'customer-month',
       'intlpartnersmgt', 'DescribeCustomerBillDetail', 'bill_detail', 'replace')`,
  );

  expect(
    await readText(
      database.pool,
      "select first_rows, journal_rows, row_difference, amount_difference from billing_ops.journal_balance",
    ),
  ).toEqual([
    { first_rows: "3", journal_rows: "-1", row_difference: "0", amount_difference: "0.00" },
  ]);
  expect(await readText(database.pool, "select last_run_id from billing_ops.slice")).toEqual([
    { last_run_id: "3" },
  ]);
  expect(
    await readText(database.pool, "select run_id from billing_ops.slice_load order by 1"),
  ).toEqual([{ run_id: "1" }, { run_id: "3" }]);
  expect(
    await readText(
      database.pool,
      "select code, name, first_seen_at::date as first, last_seen_at::date as last from billing.region",
    ),
  ).toEqual([{ code: "4", name: "Shanghai", first: "2026-10-02", last: "2026-11-02" }]);
});
