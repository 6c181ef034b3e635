import type { ClientBase } from "pg";
import type { Table } from "../../domain/table.ts";
import type { FieldCounts } from "../../domain/warehouse.ts";
import { stagingTable } from "./staging-table.ts";

/** What the rows of a slice keep in `extra`, the two kinds apart. */
export type ExtraFields = {
  /** Fields that have no column. */
  readonly unknown: FieldCounts;
  /** Fields with values of which only the raw text says all, kept under `$raw`. */
  readonly raw: FieldCounts;
};

type FieldRow = { readonly field: string; readonly is_raw: boolean; readonly rows: number };

// A map by ids, sent as the fields of an object, would have as many fields as there are rows.
const FIELDS_MAX = 100;

/**
 * Counts, by field, the rows of `tables` staged under `epoch` that keep something of it in `extra`.
 * Of each table and kind only the 100 most frequent fields are counted. One statement a table.
 */
export async function countExtraFields(
  client: Pick<ClientBase, "query">,
  tables: readonly Table[],
  epoch: string,
): Promise<ExtraFields> {
  const found: FieldRow[] = [];
  for (const table of tables) {
    const { rows } = await client.query<FieldRow>(countSql(table), [epoch]);
    found.push(...rows);
  }
  return {
    unknown: addUp(found.filter(({ is_raw }) => !is_raw)),
    raw: addUp(found.filter(({ is_raw }) => is_raw)),
  };
}

// One pass: two lists of keys in one SELECT run side by side, the shorter one filled up with NULLs. By
// the name $raw there is never a field of the source's own.
function countSql(table: Table): string {
  return `with paired as materialized (
      select name, raw_name, count(*) as rows from (
        select jsonb_object_keys(extra) as name, jsonb_object_keys(extra -> '$raw') as raw_name
        from ${stagingTable(table)} where epoch = $1 and extra is not null
      ) keys group by 1, 2)
    ${counted("name", false, "name <> '$raw'")}
    union all ${counted("raw_name", true, "raw_name is not null")}`;
}

function counted(field: string, isRaw: boolean, condition: string): string {
  return `(
    select ${field} as field, ${isRaw} as is_raw, sum(rows)::int as rows from paired
    where ${condition} group by 1 order by 3 desc, 1 limit ${FIELDS_MAX})`;
}

function addUp(found: readonly FieldRow[]): FieldCounts {
  const counts = new Map<string, number>();
  for (const { field, rows } of found) {
    counts.set(field, (counts.get(field) ?? 0) + rows);
  }
  return Object.fromEntries(counts);
}
