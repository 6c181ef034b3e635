import type {
  BillChange,
  CoverageGap,
  Mismatch,
  MonthChecks,
  MonthCoverage,
  ReportedRun,
  UnknownLabel,
} from "../../../domain/spend-report.ts";
import type { MonthWindow } from "./month-window.ts";
import type { Ask } from "./read-consistently.ts";
import { monthSql, utc8Sql } from "./utc8-sql.ts";

/** A page shows the first ones and says how to see them all. */
const ROWS_MAX = 30;
const RUNS_MAX = 10;
const CHANGED_WITHIN = "interval '7 days'";

/** By month, the newest first. */
export async function readChecks(
  ask: Ask,
  { from, to }: MonthWindow,
): Promise<readonly MonthChecks[]> {
  return await ask<MonthChecks>(
    `select ${monthSql("bill_month")} as month, count(distinct (account, uin))::int as bills,
       count(*)::int as comparisons,
       count(*) filter (where verdict = 'match')::int as matches,
       count(*) filter (where verdict = 'within_tolerance')::int as "withinTolerance",
       count(*) filter (where verdict = 'mismatch')::int as mismatches,
       count(*) filter (where verdict = 'not_comparable')::int as "notComparable",
       max(abs(difference)) filter (where unit = 'amount' and verdict <> 'not_comparable')
         as "largestDifference",
       ${utc8Sql("max(checked_at)")} as "checkedAt"
     from billing_mart.reconciliation
     where bill_month between $1 and $2
     group by bill_month order by bill_month desc`,
    [from, to],
  );
}

/** Of all months, the newest first, the largest differences of a month first. */
export async function readMismatches(ask: Ask): Promise<readonly Mismatch[]> {
  return await ask<Mismatch>(
    `select ${monthSql("bill_month")} as month, uin, customer_name as "customerName",
       check_id as "checkId", left_source as "leftSource", right_source as "rightSource", dimension,
       member, unit, left_amount as "leftAmount", right_amount as "rightAmount", difference
     from billing_mart.reconciliation
     where verdict = 'mismatch'
     order by bill_month desc, abs(difference) desc nulls last, uin, check_id, dimension, member
     limit ${ROWS_MAX}`,
  );
}

const STATES = [
  ["fresh", "fresh"],
  ["closed", "closed"],
  ["late", "late"],
  ["failed", "failed"],
  ["not_ready", "notReady"],
  ["never_loaded", "neverLoaded"],
  ["forbidden", "forbidden"],
] as const;

/** By month, the newest first, and last what has no month. */
export async function readMonthCoverage(
  ask: Ask,
  { from, to }: MonthWindow,
): Promise<readonly MonthCoverage[]> {
  const counts = STATES.map(
    ([state, name]) => `count(*) filter (where state = '${state}')::int as "${name}"`,
  );
  return await ask<MonthCoverage>(
    `select ${monthSql("bill_month")} as month, count(*)::int as slices, ${counts.join(", ")}
     from billing_mart.coverage
     where bill_month is null or bill_month between $1 and $2
     group by bill_month order by bill_month desc nulls last`,
    [from, to],
  );
}

/** Of all months, the worst first. What a role may not read is no gap: nobody expects it. */
export async function readGaps(ask: Ask): Promise<readonly CoverageGap[]> {
  return await ask<CoverageGap>(
    `select account, stream, uin, customer_name as "customerName", ${monthSql("bill_month")} as month,
       state, ${utc8Sql("last_success_at")} as "lastSuccessAt", error_code as "errorCode",
       error_message as "errorMessage"
     from billing_mart.coverage
     where state in ('failed', 'not_ready', 'late', 'never_loaded')
     order by array_position(array['failed', 'never_loaded', 'late', 'not_ready'], state),
       bill_month desc nulls first, account, stream, uin
     limit ${ROWS_MAX}`,
  );
}

// First loads of a day are one row: a new fleet has thousands.
const CHANGES = `
  with told as (
    select c.changed_on, c.what, c.account, c.uin, c.bill_month,
      coalesce(k.customer_name, c.customer_name, c.uin) as name, c.what = 'first load' as is_first,
      c.rows_added, c.rows_changed, c.rows_removed, c.difference
    from billing_mart.what_changed c
      left join billing_mart.customer k on k.customer_uin = c.uin
    where c.changed_at > now() - ${CHANGED_WITHIN} and c.is_main
      and (c.table_name = 'payer_bill_by_region' or exists (
        select from billing_mart.line_source s where s.is_chosen and s.account = c.account
          and s.stream = c.stream and s.customer_uin = c.uin and s.bill_month = c.bill_month)))
  select to_char(changed_on, 'YYYY-MM-DD') as day, what,
    count(distinct (account, uin, bill_month))::int as bills,
    case when not is_first then uin end as uin, case when not is_first then name end as "customerName",
    case when not is_first then ${monthSql("bill_month")} end as month,
    sum(rows_added)::bigint as "rowsAdded", sum(rows_changed)::bigint as "rowsChanged",
    sum(rows_removed)::bigint as "rowsRemoved",
    case when not is_first then trim_scale(sum(difference)) end as difference
  from told
  group by changed_on, what, is_first, 4, 5, 6
  order by changed_on desc, is_first desc, abs(sum(difference)) desc nulls last, 4, 6
  limit ${ROWS_MAX}`;

/**
 * By day and bill, the newest first. Only the lines that marts count, and the bills of direct
 * accounts: every other stream tells the same money once more.
 */
export async function readChanges(ask: Ask): Promise<readonly BillChange[]> {
  return await ask<BillChange>(CHANGES);
}

/** The newest first. */
export async function readReportedRuns(ask: Ask): Promise<readonly ReportedRun[]> {
  return await ask<ReportedRun>(
    `select run_id as "runId", kind, status, ${utc8Sql("started_at")} as "startedAt",
       ${utc8Sql("finished_at")} as "finishedAt", slices_planned::int as "slicesPlanned",
       slices_loaded::int as "slicesLoaded", slices_failed::int as "slicesFailed",
       calls::int as calls, rows_added as "rowsAdded", rows_changed as "rowsChanged",
       rows_removed as "rowsRemoved"
     from billing_mart.last_runs order by run_id desc limit ${RUNS_MAX}`,
  );
}

/** The most frequent first. */
export async function readUnknownLabels(ask: Ask): Promise<readonly UnknownLabel[]> {
  return await ask<UnknownLabel>(
    `select dimension, name, sum(lines)::bigint as lines, max(bills)::int as bills,
       ${monthSql("min(first_month)")} as "sinceMonth"
     from billing_mart.unknown_name
     group by dimension, name order by sum(lines) desc, dimension, name limit ${ROWS_MAX}`,
  );
}
