import { type ClientBase, escapeIdentifier } from "pg";
import type { Table } from "../../domain/table.ts";
import type { MergeScope } from "./merge-sql.ts";

/**
 * Brings what is kept added up of the slice's rows in `table` up to date, inside the caller's
 * transaction: whoever reads the sums reads them of the rows beside them. Nothing where the table
 * keeps no sums. Idempotent.
 */
export async function rollUp(client: ClientBase, table: Table, scope: MergeScope): Promise<void> {
  if (table.rollUp === undefined) {
    return;
  }
  const values = [scope.account, scope.uin, scope.billMonth, ...Object.values(table.constants)];
  const parameters = values.map((_, index) => `$${index + 1}`).join(", ");
  await client.query(`select billing_ops.${escapeIdentifier(table.rollUp)}(${parameters})`, values);
}
