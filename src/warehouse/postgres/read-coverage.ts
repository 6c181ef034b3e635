import type { Database } from "./open-database.ts";

/** Where a slice stands, as `billing_mart.coverage` has it; from worst to best. */
export const COVERAGE_STATES = [
  "failed",
  "never_loaded",
  "late",
  "not_ready",
  "forbidden",
  "fresh",
  "closed",
] as const;

export type CoverageState = (typeof COVERAGE_STATES)[number];

/** How the slices of one account, stream and month stand; times are epoch milliseconds. */
export type Coverage = {
  readonly account: string;
  readonly stream: string;
  /** First day of the month; `0001-01-01` where the stream has none. */
  readonly billMonth: string;
  /** Slices that should be there. */
  readonly slices: number;
  readonly states: Readonly<Record<CoverageState, number>>;
  readonly rows: string;
  /** Slices that no run ever loaded, whatever became of the last try. */
  readonly neverLoaded: number;
  /** When the slice that was not looked at for longest was last loaded, closed ones left out; undefined where there is none. */
  readonly oldestSuccessAt: number | undefined;
  /** The newest failure that is not mended yet. */
  readonly lastError: { readonly code: string; readonly message: string } | undefined;
};

type CoverageRow = Record<CoverageState, number> & {
  readonly account: string;
  readonly stream: string;
  readonly bill_month: string;
  readonly slices: number;
  readonly rows: string;
  readonly never_succeeded: number;
  readonly oldest_success_at: Date | null;
  readonly last_error: readonly [at: string, code: string, message: string] | null;
};

const STATE_COUNTS = COVERAGE_STATES.map(
  (state) => `count(*) filter (where state = '${state}')::int as ${state}`,
).join(", ");

// One pass over the bookkeeping, without sorting it: of a million slices in about two seconds.
const COVERAGE = `
  select account, stream, bill_month, count(*)::int as slices, sum(row_count)::text as rows,
    ${STATE_COUNTS},
    count(*) filter (where last_success_at is null)::int as never_succeeded,
    min(last_success_at) filter (where state <> 'closed') as oldest_success_at,
    max(array[to_char(last_attempt_at at time zone 'UTC', 'YYYY-MM-DD HH24:MI:SS.US'), error_code,
      coalesce(error_message, '')]) filter (where error_code is not null and state <> 'closed')
      as last_error
  from billing_ops.coverage_at($1)
  group by account, stream, bill_month
  order by account, stream, bill_month`;

/** Every account, stream and month of which something should be there at `at` (epoch milliseconds), in this order. */
export async function readCoverage({ pool }: Database, at: number): Promise<readonly Coverage[]> {
  const { rows } = await pool.query<CoverageRow>(COVERAGE, [new Date(at).toISOString()]);
  return rows.map((row) => ({
    account: row.account,
    stream: row.stream,
    billMonth: row.bill_month,
    slices: row.slices,
    states: {
      failed: row.failed,
      never_loaded: row.never_loaded,
      late: row.late,
      not_ready: row.not_ready,
      forbidden: row.forbidden,
      fresh: row.fresh,
      closed: row.closed,
    },
    rows: row.rows,
    neverLoaded: row.never_succeeded,
    oldestSuccessAt: row.oldest_success_at?.getTime(),
    lastError:
      row.last_error === null ? undefined : { code: row.last_error[1], message: row.last_error[2] },
  }));
}
