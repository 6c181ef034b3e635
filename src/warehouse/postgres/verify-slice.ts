import type { ClientBase } from "pg";
import { AbortError } from "../../domain/abort-error.ts";
import { describeSlice } from "../../domain/slice.ts";
import type { Claim, LoadResult } from "../../domain/warehouse.ts";
import { inTransaction } from "./in-transaction.ts";
import type { Database } from "./open-database.ts";
import { sliceParameters } from "./slice-parameters.ts";
import { discardStaged } from "./staging.ts";

type SliceRow = {
  readonly status: "loaded" | "empty";
  readonly row_count: string;
  readonly amount: string | null;
};

/**
 * Notes that a claimed slice is as it was when it was loaded, and frees the claim. No row is touched.
 * Repeatable: where the answer to an earlier COMMIT was lost, the slice is still verified once.
 *
 * Throws an `AbortError` of reason `fenced` where a later claim has taken the slice.
 */
export async function verifySlice(
  database: Database,
  claim: Claim,
  now: number,
): Promise<LoadResult> {
  const work = async (client: ClientBase, attempt: number): Promise<LoadResult> => {
    await discardStaged(client, claim.slice.stream, claim.epoch);
    const { rows } = await client.query<SliceRow>(VERIFY, [
      ...sliceParameters(claim.slice),
      claim.epoch,
      claim.runId,
      new Date(now).toISOString(),
      attempt > 1,
    ]);
    const [row] = rows;
    if (row === undefined) {
      throw new AbortError("fenced", `another run has taken over ${describeSlice(claim.slice)}`, {
        code: "Fenced",
        hint: "this process was taken for dead; the other run loads the slice",
      });
    }
    const { status, row_count, amount } = row;
    const rowCount = Number(row_count);
    return { ...NOTHING_CHANGED, status, rows: rowCount, amount };
  };
  return await inTransaction(database, work, { exhausted: "fail-slice" });
}

const NOTHING_CHANGED = {
  rowsAdded: 0,
  rowsChanged: 0,
  rowsRemoved: 0,
  unknownFields: {},
} as const;

const VERIFY = `
  update billing_ops.slice set status = case when row_count = 0 then 'empty' else 'loaded' end,
    last_success_at = $7, last_attempt_at = $7, error_code = null, error_message = null,
    request_id = null, claimed_by = null, load_epoch = nextval('billing_ops.epoch')
  where account = $1 and stream = $2 and uin = $3 and bill_month = $4 and claim_epoch = $5
    and (claimed_by = $6 or ($8 and claimed_by is null))
  returning status, row_count, amount`;
