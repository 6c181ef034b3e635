import type { ClientBase } from "pg";
import type { Claim, FieldCounts, LoadResult } from "../../domain/warehouse.ts";
import { sliceParameters } from "./slice-parameters.ts";

type LoadRow = {
  readonly rows: string;
  readonly rows_added: string;
  readonly rows_changed: string;
  readonly rows_removed: string;
  readonly unknown_fields: FieldCounts | null;
};

/**
 * What the load of `claim` came to, where it was committed; undefined where it was not. For the
 * moment after a COMMIT whose answer never came: the claim is free then, and its slice was loaded
 * after it was claimed and not claimed again.
 */
export async function readOwnLoad(
  client: ClientBase,
  claim: Claim,
): Promise<LoadResult | undefined> {
  const { rows } = await client.query<LoadRow>(
    `select l.row_count as rows, l.rows_added, l.rows_changed, l.rows_removed,
       s.unknown_fields
     from billing_ops.slice s join billing_ops.slice_load l using (account, stream, uin, bill_month)
     where s.account = $1 and s.stream = $2 and s.uin = $3 and s.bill_month = $4
       and s.claim_epoch = $5 and s.claimed_by is null and s.load_epoch > s.claim_epoch
       and l.run_id = $6
     order by l.load_id desc limit 1`,
    [...sliceParameters(claim.slice), claim.epoch, claim.runId],
  );
  const [load] = rows;
  return load === undefined
    ? undefined
    : {
        status: load.rows === "0" ? "empty" : "loaded",
        rows: Number(load.rows),
        rowsAdded: Number(load.rows_added),
        rowsChanged: Number(load.rows_changed),
        rowsRemoved: Number(load.rows_removed),
        unknownFields: load.unknown_fields ?? {},
      };
}
