import type { Pool } from "pg";

/** What bookkeeping is to say of one slice; what is absent is as after a good load. */
export type SeededSlice = {
  readonly account?: string;
  readonly stream?: string;
  readonly uin?: string;
  readonly billMonth?: string;
  readonly status?: string;
  readonly amount?: string;
  readonly lastSuccessAt?: string | null;
  readonly errorCode?: string;
  readonly errorMessage?: string;
};

/** Writes slices into bookkeeping as if runs had left them there. */
export async function seedSlices(pool: Pool, slices: readonly SeededSlice[]): Promise<void> {
  const rows = slices.map((slice) => ({
    account: slice.account ?? "main",
    stream: slice.stream ?? "partner_bill_total",
    uin: slice.uin ?? "200000000001",
    bill_month: slice.billMonth ?? "2026-10-01",
    status: slice.status ?? "loaded",
    row_count: 1,
    amount: slice.amount ?? null,
    last_success_at:
      slice.lastSuccessAt === undefined ? "2026-11-10T01:30:00Z" : slice.lastSuccessAt,
    last_attempt_at: "2026-11-10T01:30:00Z",
    error_code: slice.errorCode ?? null,
    error_message: slice.errorMessage ?? null,
    claim_epoch: 1,
    load_epoch: 1,
  }));
  await pool.query(
    `insert into billing_ops.slice
     select * from jsonb_populate_recordset(null::billing_ops.slice, $1::jsonb)`,
    [JSON.stringify(rows)],
  );
}
