import type { ClientBase } from "pg";
import { SliceError } from "../../domain/slice-error.ts";
import type { Table } from "../../domain/table.ts";
import { mergeParameters, type MergeScope, replaceSql } from "./merge-sql.ts";

export type MergeCounts = {
  readonly added: number;
  readonly changed: number;
  readonly removed: number;
};

/**
 * Makes the slice's rows in `table` exactly what was staged, writing only what differs, inside the
 * caller's transaction. `withJournal` notes every difference row by row.
 *
 * Throws a `SliceError` where two staged rows have one key.
 */
export async function mergeReplace(
  client: ClientBase,
  table: Table,
  scope: MergeScope,
  withJournal: boolean,
): Promise<MergeCounts> {
  const sql = replaceSql(table);
  const parameters = [...mergeParameters(scope)];
  if (table.line === undefined) {
    await refuseRepeatedKey(client, table, sql.findRepeatedKey, scope.epoch);
  }
  const { rows } = await client.query<{ has_rows: boolean; is_rekeyed: boolean }>(
    sql.inspect,
    parameters,
  );
  if (rows[0]?.has_rows !== true && !withJournal) {
    const { rowCount } = await client.query(sql.insertAll, parameters);
    return { added: rowCount ?? 0, changed: 0, removed: 0 };
  }
  if (rows[0]?.is_rekeyed === true) {
    await client.query(sql.journalRekeyed, parameters);
    const removed = await client.query(sql.deleteAll, parameters);
    const added = await client.query(sql.insertAll, parameters);
    return { added: added.rowCount ?? 0, changed: 0, removed: removed.rowCount ?? 0 };
  }
  const statement = withJournal ? sql.applyDifferenceWithJournal : sql.applyDifference;
  const { rows: counts } = await client.query<MergeCounts>(statement, parameters);
  return counts[0] ?? { added: 0, changed: 0, removed: 0 };
}

async function refuseRepeatedKey(
  client: ClientBase,
  table: Table,
  statement: string,
  epoch: string,
): Promise<void> {
  const { rows } = await client.query<{ key: string }>(statement, [epoch]);
  const [repeated] = rows;
  if (repeated !== undefined) {
    throw new SliceError("drift", `two rows of ${table.name} have the key ${repeated.key}`, {
      code: "RepeatedKey",
      hint: "the API sent a group twice, which this stream's key does not allow: please report it",
    });
  }
}
