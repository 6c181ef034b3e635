import { type Kysely, sql } from "kysely";
import { createView, type View } from "../src/warehouse/postgres/ddl/create-view.ts";

const RECONCILIATION: View = {
  name: "billing_mart.reconciliation",
  meaning:
    "What is loaded against the vendor's own totals, one row for each comparison: where verdict is mismatch the bill does not add up. As of checked_at.",
  columns: [
    ["account", "The configured account."],
    ["uin", "The UIN whose bill it is."],
    ["customer_name", "Name of the customer or payer; the UIN where no name is known."],
    ["bill_month", "First day of the bill month (UTC+8)."],
    ["month_state", "open, closing, closed or reopened."],
    [
      "check_id",
      "The check: R1 summaries and total, R2 pay modes and their kinds of charge, R3 lines and summaries, R4 vouchers, R5 line counts, R6 each line, R7 payments of a direct account, R8 groups of a customer's bill.",
    ],
    [
      "left_source",
      "The stream on the left side, with .column where that is not its charged amount.",
    ],
    ["right_source", "The same of the right side; for a fixed figure, what that is."],
    ["dimension", "What both sides are grouped by; '' for the whole bill."],
    ["member", "The group's member; '' for the whole bill."],
    ["unit", "amount or count."],
    ["left_amount", "The left side, exact."],
    ["right_amount", "The right side, exact."],
    ["difference", "Left less right."],
    ["verdict", "match, within_tolerance, mismatch, or not_comparable: a side is not loaded."],
    ["checked_at", "When it was last compared."],
  ],
  query: `
    select r.account, r.uin, coalesce(k.customer_name, r.uin), r.bill_month, coalesce(m.state, 'open'),
      r.check_id, r.left_source, r.right_source, r.dimension, r.member, r.unit,
      trim_scale(r.left_amount), trim_scale(r.right_amount), trim_scale(r.difference), r.verdict,
      r.checked_at
    from billing_ops.reconciliation r
      left join billing_ops.month_state m on m.account = r.account and m.uin = r.uin
        and m.bill_month = r.bill_month
      left join billing_mart.customer k on k.customer_uin = r.uin`,
};

const PIPELINE_STATUS: View = {
  name: "billing_mart.pipeline_status",
  meaning:
    "One row that says how far to trust the rest: what is loaded, what is missing, how the last run ended. As of now.",
  columns: [
    [
      "data_through",
      "The latest day (UTC+8) on which a loaded line was settled; NULL without lines.",
    ],
    ["open_month", "The latest month that is looked at: the two columns after it are of it."],
    ["customers_expected", "UINs whose bill of open_month should be there."],
    ["customers_covered", "Of those, the ones of which everything is loaded and fresh."],
    ["slices_fresh", "Slices of all months that are fresh or closed."],
    ["slices_late", "Slices not loaded for too long."],
    ["slices_failed", "Slices whose last attempt failed or was not ready."],
    ["slices_missing", "Slices that were never loaded."],
    ["mismatches", "Comparisons whose sides do not agree: see billing_mart.reconciliation."],
    ["bills_checked", "Customer-months that were checked."],
    ["bills_closed", "Customer-months that are closed: their figures are frozen."],
    ["last_run_id", "The last run."],
    ["last_run_kind", "sync, backfill or demo."],
    ["last_run_status", "running, succeeded, partial, mismatch, failed or interrupted."],
    ["last_run_started_at", "When it began."],
    ["last_run_finished_at", "When it ended; NULL while it runs."],
    ["last_success_at", "When a run last ended with all it was asked for, and every check passed."],
  ],
  query: `
    with coverage as materialized (
      select uin, bill_month, state from billing_mart.coverage where state <> 'forbidden'),
    expected as (
      select uin, bool_and(state in ('fresh', 'closed')) as is_covered from coverage
      where uin <> '' and bill_month = (select max(bill_month) from coverage) group by uin)
    select (select max(day) from billing_ops.cost_by_day
        where bill_month = (select max(bill_month) from billing_ops.cost_by_day)
          and lines > 0 and day <= (now() at time zone 'Asia/Shanghai')::date),
      (select max(bill_month) from coverage),
      (select count(*) from expected), (select count(*) from expected where is_covered),
      c.fresh, c.late, c.failed, c.missing,
      (select count(*) from billing_ops.reconciliation where verdict = 'mismatch'),
      (select count(*) from billing_ops.checked_bill),
      (select count(*) from billing_ops.month_state where state = 'closed'),
      r.run_id, r.kind, r.status, r.started_at, r.finished_at,
      (select max(finished_at) from billing_ops.run where status = 'succeeded')
    from (
      select count(*) filter (where state in ('fresh', 'closed')) as fresh,
        count(*) filter (where state = 'late') as late,
        count(*) filter (where state in ('failed', 'not_ready')) as failed,
        count(*) filter (where state = 'never_loaded') as missing
      from coverage) c
      left join (select * from billing_ops.run order by run_id desc limit 1) r on true`,
};

const LAST_RUNS: View = {
  name: "billing_mart.last_runs",
  meaning:
    "Every run of the pipeline, to be read by run_id desc: what it was for and what came of it.",
  columns: [
    ["run_id", "Names the run."],
    ["kind", "sync, backfill or demo."],
    ["status", "running, succeeded, partial, mismatch, failed or interrupted."],
    ["exit_code", "The exit code of its process; NULL while it runs."],
    ["started_at", "When it began."],
    ["finished_at", "When it ended; NULL while it runs."],
    ["slices_planned", "Slices it was to load."],
    ["slices_loaded", "Slices it loaded or found loaded by another run."],
    ["slices_failed", "Slices that failed, were not ready or forbidden."],
    ["calls", "Calls sent to the API, every attempt counted."],
    ["throttles", "Calls answered with a rate-limit error."],
    ["rows_added", "Rows inserted."],
    ["rows_changed", "Rows updated."],
    ["rows_removed", "Rows removed because the API no longer returns them."],
  ],
  query: `
    select run_id, kind, status, exit_code, started_at, finished_at, slices_planned, slices_loaded,
      slices_failed, calls, throttles, rows_added, rows_changed, rows_removed
    from billing_ops.run`,
};

const VIEWS = [RECONCILIATION, PIPELINE_STATUS, LAST_RUNS];

export async function up(db: Kysely<unknown>): Promise<void> {
  for (const view of VIEWS) {
    await createView(db, view);
  }
}

export async function down(db: Kysely<unknown>): Promise<void> {
  for (const { name } of VIEWS.toReversed()) {
    await sql`drop view ${sql.table(name)}`.execute(db);
  }
}
