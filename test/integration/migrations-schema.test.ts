import { expect, test } from "vitest";
import { describeSchema } from "../support/describe-schema.ts";
import { freshDatabase } from "../support/fresh-database.ts";
import { readText } from "../support/read-table.ts";

test("the schema is the one that was reviewed", async () => {
  await using database = await freshDatabase();
  await expect(await describeSchema(database.pool)).toMatchFileSnapshot("../golden/schema.txt");
});

test("every schema, table, view, column, sequence and function says what it means, partitions too", async () => {
  await using database = await freshDatabase();
  await database.pool.query(
    "select billing_ops.ensure_month_partition('bill_detail', '2026-10-01')",
  );
  const speechless = await readText(
    database.pool,
    `with mine as (select oid, nspname from pg_namespace where nspname in ('billing', 'billing_mart', 'billing_ops', 'billing_own', 'focus'))
     select nspname as name from mine where obj_description(oid, 'pg_namespace') is null
     union all
     select c.oid::regclass::text from pg_class c join mine on mine.oid = relnamespace
     where relkind in ('r', 'p', 'v', 'm', 'S') and obj_description(c.oid, 'pg_class') is null
       and not exists (select from pg_depend d where d.objid = c.oid and d.deptype = 'i')
     union all
     select c.oid::regclass || '.' || attname
     from pg_class c join mine on mine.oid = relnamespace join pg_attribute on attrelid = c.oid
     where relkind in ('r', 'p', 'v', 'm') and attnum > 0 and not attisdropped
       and coalesce(col_description(c.oid, attnum), '') = ''
     union all
     select p.oid::regprocedure::text from pg_proc p join mine on mine.oid = pronamespace
     where obj_description(p.oid, 'pg_proc') is null`,
  );
  expect(speechless).toEqual([]);
});

test("no amount, price or quantity is stored in a type that rounds", async () => {
  await using database = await freshDatabase();
  const rounding = await readText(
    database.pool,
    `select table_name, column_name, data_type, numeric_precision
     from information_schema.columns
     where table_schema in ('billing', 'billing_mart', 'billing_ops', 'focus') and (table_name, column_name) <> ('lane', 'penalty')
       and (data_type in ('real', 'double precision', 'money') or data_type = 'numeric' and numeric_precision is not null)`,
  );
  expect(rounding).toEqual([]);
});
