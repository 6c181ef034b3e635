import type { ClientBase } from "pg";
import type { Claim, FieldCounts, LoadResult } from "../../domain/warehouse.ts";
import { sliceParameters } from "./slice-parameters.ts";

type LoadRow = {
  readonly rows: string;
  readonly amount: string | null;
  readonly rows_added: string;
  readonly rows_changed: string;
  readonly rows_removed: string;
  readonly unknown_fields: FieldCounts | null;
};

/**
 * What the load of `claim` came to, where it was committed; undefined where it was not. For the
 * moment after a COMMIT whose answer never came: the claim is free then, and its slice was loaded
 * after it was claimed and not claimed again. A load that changed nothing has left no row of its own.
 */
export async function readOwnLoad(
  client: ClientBase,
  claim: Claim,
): Promise<LoadResult | undefined> {
  const { rows } = await client.query<LoadRow>(
    `select s.row_count as rows, s.amount, coalesce(l.rows_added, 0) as rows_added,
       coalesce(l.rows_changed, 0) as rows_changed, coalesce(l.rows_removed, 0) as rows_removed,
       s.unknown_fields
     from billing_ops.slice s left join billing_ops.slice_load l
       on l.account = s.account and l.stream = s.stream and l.uin = s.uin
         and l.bill_month = s.bill_month and l.load_epoch = s.load_epoch
     where s.account = $1 and s.stream = $2 and s.uin = $3 and s.bill_month = $4
       and s.claim_epoch = $5 and s.claimed_by is null and s.load_epoch > s.claim_epoch
       and s.last_run_id = $6`,
    [...sliceParameters(claim.slice), claim.epoch, claim.runId],
  );
  const [load] = rows;
  return load === undefined
    ? undefined
    : {
        status: load.rows === "0" ? "empty" : "loaded",
        rows: Number(load.rows),
        amount: load.amount,
        rowsAdded: Number(load.rows_added),
        rowsChanged: Number(load.rows_changed),
        rowsRemoved: Number(load.rows_removed),
        unknownFields: load.unknown_fields ?? {},
      };
}
