import { type Kysely, sql } from "kysely";

/** The column that says whose row it is, by the names it has in marts and in FOCUS. */
const CUSTOMER_COLUMNS = ["customer_uin", "subaccountid", "uin"];

const MEANING =
  "shows a login the rows of its own customers (billing_ops.customer_login). Amounts are as loaded: where the partner's lines are, they are what the partner is charged, not a price that the partner made.";

/**
 * Creates the twin of a view (`schema.name`) in schema `billing_own`: the same name, columns and
 * comments, and of the rows those whose customer was given to whoever logged in. Throws where the view
 * has no column that says whose a row is.
 *
 * A mart that is made by a later migration gets its twin there; one that is to be dropped or to lose
 * a column has its twin dropped first. Migrations that were released call this: it may gain options,
 * never change meaning.
 */
export async function createOwnView(db: Kysely<unknown>, view: string): Promise<void> {
  const { meaning, columns } = await describeView(db, view);
  const customer = CUSTOMER_COLUMNS.find((name) => columns.some((column) => column.name === name));
  if (customer === undefined) {
    throw new Error(`${view} has no column that says whose a row is`);
  }
  const own = `billing_own.${view.slice(view.indexOf(".") + 1)}`;
  const names = columns.map(({ name }) => sql.ref(`v.${name}`));
  // As a sub-select the function is called once, and its answer reaches the scans below the view's
  // GROUP BY. The barrier alone lets pass what cannot fail: text = or starts_with of a query's own would
  // then be tried on others' rows, and EXPLAIN ANALYZE counts what comes of it. Nothing passes OFFSET.
  await sql`create view ${sql.table(own)} with (security_barrier) as
    select ${sql.join(names)} from ${sql.table(view)} v
    where v.${sql.ref(customer)} = any ((select billing_own.customer_uins())::text[]) offset 0`.execute(
    db,
  );
  await sql`comment on view ${sql.table(own)} is ${sql.lit(`${view}: ${meaning} Here it ${MEANING}`)}`.execute(
    db,
  );
  for (const column of columns) {
    await sql`comment on column ${sql.ref(`${own}.${column.name}`)} is ${sql.lit(column.meaning)}`.execute(
      db,
    );
  }
}

type Described = {
  readonly meaning: string;
  readonly columns: readonly { readonly name: string; readonly meaning: string }[];
};

async function describeView(db: Kysely<unknown>, view: string): Promise<Described> {
  const { rows } = await sql<{ name: string; meaning: string; of_view: string }>`
    select a.attname as name, coalesce(col_description(a.attrelid, a.attnum), '') as meaning,
      coalesce(obj_description(a.attrelid, 'pg_class'), '') as of_view
    from pg_attribute a
    where a.attrelid = ${sql.lit(view)}::regclass and a.attnum > 0 and not a.attisdropped
    order by a.attnum`.execute(db);
  return { meaning: rows[0]?.of_view ?? "", columns: rows };
}
