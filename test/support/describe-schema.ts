import type { Pool } from "pg";

/**
 * The tables and views of the program's schemas from the catalogues, one line a fact, in the
 * order of their names: columns with type and nullability, keys, indexes, checks, functions.
 */
export async function describeSchema(pool: Pool): Promise<string> {
  const { rows } = await pool.query<{ table: string; line: string }>(DESCRIBE);
  const tables = Map.groupBy(rows, ({ table }) => table);
  return [...tables]
    .map(([table, facts]) => [table, ...facts.map(({ line }) => `  ${line}`)].join("\n"))
    .join("\n\n")
    .concat("\n");
}

const DESCRIBE = `
  with relation as (
    select c.oid, c.relkind, c.relpersistence,
      format('%s.%s%s%s', n.nspname, c.relname,
        case c.relkind when 'S' then ' (sequence)' when 'v' then ' (view)' else '' end,
        case when c.relpersistence = 'u' then ' (unlogged)' else '' end
          || coalesce(' partition by ' || pg_get_partkeydef(c.oid), '')) as name
    from pg_class c join pg_namespace n on n.oid = c.relnamespace
    where n.nspname in ('billing', 'billing_mart', 'billing_ops', 'billing_own', 'focus') and c.relkind in ('r', 'p', 'S', 'v', 'm')
      and not exists (
        select from pg_depend d where d.objid = c.oid and c.relkind = 'S' and d.deptype in ('a', 'i'))),
  fact as (
    select r.name as "table", 1 as kind, a.attnum::int as place,
      format('%s %s%s%s', a.attname, format_type(a.atttypid, a.atttypmod),
        case when a.attnotnull then ' not null' else '' end,
        case when a.attidentity <> '' then ' identity'
          else coalesce(' default ' || pg_get_expr(d.adbin, d.adrelid), '') end) as line
    from relation r join pg_attribute a on a.attrelid = r.oid and a.attnum > 0 and not a.attisdropped
      left join pg_attrdef d on d.adrelid = r.oid and d.adnum = a.attnum
    where r.relkind <> 'S'
    union all
    select r.name, 2, 0, pg_get_constraintdef(k.oid)
    from relation r join pg_constraint k on k.conrelid = r.oid where k.contype <> 'n'
    union all
    select r.name, 3, 0, regexp_replace(pg_get_indexdef(i.indexrelid), '^CREATE (UNIQUE )?INDEX \\S+ ON (ONLY )?\\S+ ', '\\1INDEX ')
    from relation r join pg_index i on i.indrelid = r.oid 
    where not exists (select from pg_constraint k where k.conindid = i.indexrelid)
    union all
    select r.name, 0, 0, 'sequence' from relation r where r.relkind = 'S'
    union all
    select 'functions', 4, 0, format('%s.%s(%s)%s', n.nspname, p.proname,
      pg_get_function_identity_arguments(p.oid), case when p.prosecdef then ' security definer' else '' end)
    from pg_proc p join pg_namespace n on n.oid = p.pronamespace
    where n.nspname in ('billing', 'billing_mart', 'billing_ops', 'billing_own', 'focus'))
  select "table", line from fact order by "table" collate "C", kind, place, line collate "C"`;
