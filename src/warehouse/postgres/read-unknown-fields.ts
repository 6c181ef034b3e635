import { escapeIdentifier, escapeLiteral } from "pg";
import type { Database } from "./open-database.ts";

/** A field that the API sent and this version has no column for. */
type UnknownField = {
  readonly table: string;
  readonly field: string;
  readonly rows: string;
};

export type UnknownFields = {
  readonly fields: readonly UnknownField[];
  /** Tables, or month partitions of one, that were not looked at because they are large. */
  readonly notSearched: readonly string[];
};

type FactPart = {
  readonly name: string;
  readonly table: string;
  readonly extra: string;
  readonly bytes: string;
};

// Every table of facts or members with its part on disk: a partitioned table is its partitions.
const PARTS = `
  select c.relname as name, coalesce(parent.relname, c.relname) as "table", a.attname as extra,
    pg_relation_size(c.oid)::text as bytes
  from pg_class c
    join pg_namespace n on n.oid = c.relnamespace and n.nspname = 'billing'
    join pg_attribute a on a.attrelid = c.oid and a.attname in ('extra', 'info_extra')
      and a.atttypid = 'jsonb'::regtype
    left join pg_inherits i on i.inhrelid = c.oid
    left join pg_class parent on parent.oid = i.inhparent
  where c.relkind = 'r' and pg_relation_size(c.oid) > 0
  order by c.relname desc`;

/**
 * Fields in `extra` by table, most frequent first. Reads at most `bytesMax` of tables, the newest
 * partitions first, so that it costs a moment whatever is loaded.
 */
export async function readUnknownFields(
  { pool }: Database,
  bytesMax: number,
): Promise<UnknownFields> {
  const { rows: parts } = await pool.query<FactPart>(PARTS);
  const { searched, notSearched } = withinBytes(parts, bytesMax);
  if (searched.length === 0) {
    return { fields: [], notSearched };
  }
  const counted = searched.map(
    ({ name, extra, table }) =>
      `select ${escapeLiteral(table)} as "table", field
       from billing.${escapeIdentifier(name)}, jsonb_object_keys(${escapeIdentifier(extra)} - '$raw') as field
       where ${escapeIdentifier(extra)} is not null`,
  );
  const { rows: fields } = await pool.query<UnknownField>(
    `select "table", field, count(*)::text as rows from (${counted.join(" union all ")}) found
     group by 1, 2 order by count(*) desc, 1, 2`,
  );
  return { fields, notSearched };
}

function withinBytes(
  parts: readonly FactPart[],
  bytesMax: number,
): { readonly searched: readonly FactPart[]; readonly notSearched: readonly string[] } {
  const searched: FactPart[] = [];
  const notSearched: string[] = [];
  let left = bytesMax;
  for (const part of parts) {
    if (Number(part.bytes) <= left) {
      left -= Number(part.bytes);
      searched.push(part);
    } else {
      notSearched.push(part.name);
    }
  }
  return { searched, notSearched };
}
