import type { ClientBase } from "pg";
import { issuedAt } from "../../domain/bill-month.ts";
import type { Claim } from "../../domain/warehouse.ts";
import type { ExtraFields } from "./count-extra-fields.ts";
import type { MergeCounts } from "./merge-replace.ts";
import { sliceParameters } from "./slice-parameters.ts";

export type LoadNote = MergeCounts & {
  /** Rows of the stream's first table. */
  readonly rows: number;
  readonly amount: string | null;
  readonly extra: ExtraFields;
  readonly isFirst: boolean;
  readonly now: number;
  /** Records that the API promised; null where it does not say. */
  readonly promised: string | null;
  /** Of its bill, before the extraction began. */
  readonly gate: string | undefined;
};

/** Writes what a load came to into the bookkeeping and frees the claim, inside the caller's transaction. */
export async function noteLoad(client: ClientBase, claim: Claim, note: LoadNote): Promise<void> {
  const key = sliceParameters(claim.slice);
  const at = new Date(note.now).toISOString();
  const hasChanged = note.isFirst || note.added + note.changed + note.removed > 0;
  const { rows } = await client.query<{ load_epoch: string }>(UPDATE_SLICE, [
    ...key,
    note.rows === 0 ? "empty" : "loaded",
    note.rows,
    note.amount,
    at,
    hasChanged,
    JSON.stringify(note.extra.unknown),
    JSON.stringify(note.extra.raw),
    issuedText(claim, note.now),
    note.promised,
    note.gate ?? null,
  ]);
  // What a load that changed nothing has to say is in the slice: there is one every night.
  if (!hasChanged) {
    return;
  }
  await client.query(
    `insert into billing_ops.slice_load (account, stream, uin, bill_month, run_id, is_first,
       row_count, amount, rows_added, rows_changed, rows_removed, loaded_at, load_epoch)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)`,
    [
      ...key,
      claim.runId,
      note.isFirst,
      note.rows,
      note.amount,
      note.added,
      note.changed,
      note.removed,
      at,
      rows[0]?.load_epoch,
    ],
  );
}

// A bill is steady from the first extraction after its issue ($12, NULL before) on that found it as
// it is now.
const UPDATE_SLICE = `
  update billing_ops.slice set status = $5, row_count = $6, amount = $7, last_success_at = $8,
    last_full_at = $8, last_changed_at = case when $9 then $8 else last_changed_at end,
    last_attempt_at = $8, error_code = null, error_message = null, request_id = null,
    unknown_fields = nullif($10::jsonb, '{}'), raw_fields = nullif($11::jsonb, '{}'),
    steady_since = case when $12::timestamptz is null then null
      when $9 or steady_since is null or steady_since < $12 then $8 else steady_since end,
    promised_rows = $13, gate = $14,
    last_run_id = claimed_by, claimed_by = null, load_epoch = nextval('billing_ops.epoch')
  where account = $1 and stream = $2 and uin = $3 and bill_month = $4
  returning load_epoch`;

function issuedText({ slice }: Claim, now: number): string | null {
  const issued = slice.month === undefined ? undefined : issuedAt(slice.month);
  return issued === undefined || now < issued ? null : new Date(issued).toISOString();
}
