import type { Database } from "./open-database.ts";

/** A field of which the loaded slices of one stream keep something in `extra`. */
export type KeptField = {
  readonly stream: string;
  readonly field: string;
  readonly rows: string;
  readonly slices: number;
  /** First day of the earliest month that has it; `0001-01-01` where the stream has none. */
  readonly sinceMonth: string;
  /** When the newest slice that has it was loaded, epoch milliseconds. */
  readonly newestAt: number;
};

export type KeptFields = {
  /** Fields that the version which loaded them did not know. */
  readonly unknown: readonly KeptField[];
  /** Fields with values of which only the raw text says all. */
  readonly raw: readonly KeptField[];
};

type KeptRow = {
  readonly is_raw: boolean;
  readonly stream: string;
  readonly field: string;
  readonly rows: string;
  readonly slices: number;
  readonly since_month: string;
  readonly newest_at: Date;
};

// Counted by each load, so that this costs a pass over the bookkeeping and none over the bills.
const KEPT = `
  select is_raw, stream, field, sum(kept::bigint)::text as rows, count(*)::int as slices,
    min(bill_month) as since_month, max(last_success_at) as newest_at
  from billing_ops.slice, lateral (
    select false, * from jsonb_each_text(unknown_fields)
    union all select true, * from jsonb_each_text(raw_fields)) as counted (is_raw, field, kept)
  where unknown_fields is not null or raw_fields is not null
  group by is_raw, stream, field
  order by sum(kept::bigint) desc, stream, field`;

/** What the loaded slices keep in `extra`, by stream and field, most frequent first. */
export async function readUnknownFields({ pool }: Database): Promise<KeptFields> {
  const { rows } = await pool.query<KeptRow>(KEPT);
  return {
    unknown: rows.filter(({ is_raw }) => !is_raw).map(toKeptField),
    raw: rows.filter(({ is_raw }) => is_raw).map(toKeptField),
  };
}

function toKeptField(row: KeptRow): KeptField {
  const { stream, field, rows, slices } = row;
  return {
    stream,
    field,
    rows,
    slices,
    sinceMonth: row.since_month,
    newestAt: row.newest_at.getTime(),
  };
}
