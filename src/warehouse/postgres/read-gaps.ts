import type { Database } from "./open-database.ts";
import { COVERAGE_STATES, type CoverageState } from "./read-coverage.ts";

/** A slice that is not as it should be, neither fresh nor closed; times are epoch milliseconds. */
export type Gap = {
  readonly account: string;
  readonly stream: string;
  /** '' where the stream has none. */
  readonly uin: string;
  /** Undefined where the UIN is none of a partner's customers. */
  readonly customerName: string | undefined;
  /** First day of the month; `0001-01-01` where the stream has none. */
  readonly billMonth: string;
  readonly state: CoverageState;
  /** The last failure; '' where there was none. */
  readonly code: string;
  readonly message: string;
  readonly requestId: string | undefined;
  readonly lastAttemptAt: number | undefined;
  /** Its rows are those of this moment; undefined where it was never loaded. */
  readonly lastSuccessAt: number | undefined;
};

type GapRow = {
  readonly account: string;
  readonly stream: string;
  readonly uin: string;
  readonly customer_name: string | null;
  readonly bill_month: string;
  readonly state: CoverageState;
  readonly error_code: string | null;
  readonly error_message: string | null;
  readonly request_id: string | null;
  readonly last_attempt_at: Date | null;
  readonly last_success_at: Date | null;
};

const GAPS = `
  select c.account, c.stream, c.uin, k.name as customer_name, c.bill_month, c.state, c.error_code,
    c.error_message, c.request_id, c.last_attempt_at, c.last_success_at
  from billing_ops.coverage_at($1) c
    left join billing.customer k on k.account = c.account and k.customer_uin = c.uin
  where c.state not in ('fresh', 'closed')
  order by array_position($2::text[], c.state), c.bill_month desc, c.account, c.uin, c.stream`;

/** Everything that is missing or stale at `at` (epoch milliseconds): the worst first, then the newest month. */
export async function readGaps({ pool }: Database, at: number): Promise<readonly Gap[]> {
  const { rows } = await pool.query<GapRow>(GAPS, [new Date(at).toISOString(), COVERAGE_STATES]);
  return rows.map((row) => ({
    account: row.account,
    stream: row.stream,
    uin: row.uin,
    customerName: row.customer_name ?? undefined,
    billMonth: row.bill_month,
    state: row.state,
    code: row.error_code ?? "",
    message: row.error_message ?? "",
    requestId: row.request_id ?? undefined,
    lastAttemptAt: row.last_attempt_at?.getTime(),
    lastSuccessAt: row.last_success_at?.getTime(),
  }));
}
