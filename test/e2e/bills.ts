import type { Pool } from "pg";

/** A digest of every row of every bill table, without when and by which run it was written. */
export async function billsDigest(pool: Pool): Promise<Readonly<Record<string, string>>> {
  const { rows: tables } = await pool.query<{ name: string }>(
    `select relname as name from pg_class c join pg_namespace n on n.oid = c.relnamespace
     where nspname = 'billing' and relkind in ('r', 'p') and not relispartition and relname <> 'account'
     order by 1`,
  );
  const digests = await Promise.all(
    tables.map(async ({ name }) => {
      const { rows } = await pool.query<{ digest: string }>(
        `select count(*) || ' rows, ' || coalesce(md5(string_agg(row, '|' order by row)), '') as digest
         from (select (to_jsonb(t) - 'run_id' - 'loaded_at' - 'first_seen_at' - 'last_seen_at')::text as row
           from billing.${name} t) as t`,
      );
      return [name, rows[0]?.digest ?? ""] as const;
    }),
  );
  return Object.fromEntries(digests);
}

/** When each row was last written: the same before and after means that nothing was. */
export async function writtenAt(pool: Pool): Promise<string> {
  const { rows } = await pool.query<{ written: string }>(
    "select count(*) || ' ' || max(loaded_at) || ' ' || max(xmin::text::bigint) as written from billing.bill_detail",
  );
  return rows[0]?.written ?? "";
}

/** How many slices of each stream stand in each state. */
export async function sliceStates(pool: Pool): Promise<readonly string[]> {
  const { rows } = await pool.query<{ line: string }>(
    `select stream || ' ' || status || ' ' || count(*) as line from billing_ops.slice
     group by stream, status order by stream, status`,
  );
  return rows.map(({ line }) => line);
}
