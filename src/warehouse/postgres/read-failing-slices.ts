import type { SliceStatus } from "../../domain/run.ts";
import type { Database } from "./open-database.ts";

/** A slice that the last attempt did not load, and why; times are epoch milliseconds. */
type FailingSlice = {
  readonly account: string;
  readonly stream: string;
  /** '' where the stream has none. */
  readonly uin: string;
  /** First day of the month; `0001-01-01` where the stream has none. */
  readonly billMonth: string;
  readonly status: SliceStatus;
  readonly code: string;
  readonly message: string;
  readonly requestId: string | undefined;
  readonly lastAttemptAt: number | undefined;
  /** Its rows are those of this moment; undefined where it was never loaded. */
  readonly lastSuccessAt: number | undefined;
};

export type FailingSlices = {
  /** How many there are in all. */
  readonly total: number;
  readonly first: readonly FailingSlice[];
};

type FailingRow = {
  readonly total: number;
  readonly account: string;
  readonly stream: string;
  readonly uin: string;
  readonly bill_month: string;
  readonly status: SliceStatus;
  readonly error_code: string | null;
  readonly error_message: string | null;
  readonly request_id: string | null;
  readonly last_attempt_at: Date | null;
  readonly last_success_at: Date | null;
};

/** The slices whose last attempt failed, was not ready or forbidden: failures first, then the newest month. */
export async function readFailingSlices({ pool }: Database, limit: number): Promise<FailingSlices> {
  const { rows } = await pool.query<FailingRow>(
    `select count(*) over ()::int as total, account, stream, uin, bill_month, status, error_code,
       error_message, request_id, last_attempt_at, last_success_at
     from billing_ops.slice
     where status in ('failed', 'not_ready', 'forbidden')
     order by array_position(array['failed', 'not_ready', 'forbidden'], status),
       bill_month desc, account, stream, uin
     limit $1`,
    [limit],
  );
  return { total: rows[0]?.total ?? 0, first: rows.map(toFailingSlice) };
}

function toFailingSlice(row: FailingRow): FailingSlice {
  return {
    account: row.account,
    stream: row.stream,
    uin: row.uin,
    billMonth: row.bill_month,
    status: row.status,
    code: row.error_code ?? "",
    message: row.error_message ?? "",
    requestId: row.request_id ?? undefined,
    lastAttemptAt: row.last_attempt_at?.getTime(),
    lastSuccessAt: row.last_success_at?.getTime(),
  };
}
