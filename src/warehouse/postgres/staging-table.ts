import { escapeIdentifier } from "pg";
import type { Table } from "../../domain/table.ts";

/** The staging twin of a table, quoted for SQL. */
export function stagingTable(table: Table): string {
  return `billing_ops.${escapeIdentifier(`stage_${table.name}`)}`;
}
