import { type Kysely, sql } from "kysely";
import { comment } from "../src/warehouse/postgres/ddl/comment.ts";
import { createOwnView } from "../src/warehouse/postgres/ddl/create-own-view.ts";

/**
 * Every view that says whose a row is has a twin, but for two: billing_mart.customer shows the
 * partner's own remark about each customer, and billing_mart.line_source is plumbing.
 */
const OWN_VIEWS = [
  "billing_mart.monthly_cost_by_customer",
  "billing_mart.daily_cost",
  "billing_mart.cost_by_product",
  "billing_mart.cost_by_region",
  "billing_mart.cost_by_project",
  "billing_mart.cost_by_pay_mode",
  "billing_mart.cost_by_tag",
  "billing_mart.untagged_cost",
  "billing_mart.customer_statement",
  "billing_mart.top_movers",
  "billing_mart.what_changed",
  "billing_mart.reconciliation",
  "billing_mart.coverage",
  "focus.cost_and_usage_v1_2",
  "focus.cost_and_usage_v1_4",
  "focus.cost_and_usage",
  "focus.customer_cost_and_usage_v1_2",
  "focus.customer_cost_and_usage_v1_4",
  "focus.customer_cost_and_usage",
] as const;

const CUSTOMER_LOGIN = [
  ["login", "text not null", "The role that logs in (session_user): SET ROLE does not change it."],
  ["customer_uin", "text not null check (customer_uin <> '')", "A customer whose rows it sees."],
  ["granted_at", "timestamptz not null default now()", "Since when."],
] as const;

export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`create schema billing_own`.execute(db);
  await sql`comment on schema billing_own is
    'The views of billing_mart and focus for logins of single customers: each sees its own rows only. Made by npm run grant -- --customer-login.'`.execute(
    db,
  );
  const columns = CUSTOMER_LOGIN.map(([name, type]) => sql`${sql.ref(name)} ${sql.raw(type)}`);
  await sql`create table billing_ops.customer_login (
    ${sql.join(columns)}, primary key (login, customer_uin))`.execute(db);
  await comment(
    db,
    "billing_ops.customer_login",
    "Which customers' rows a login sees in schema billing_own. A login without a row sees none. Only the owner of the schema writes it.",
    CUSTOMER_LOGIN,
  );
  await createCustomerFunction(db);
  for (const view of OWN_VIEWS) {
    await createOwnView(db, view);
  }
}

// An array rather than a table: compared with = ANY it reaches the indexes below every GROUP BY,
// where a join would first add up all customers. session_user is who logged in, whatever role is set.
async function createCustomerFunction(db: Kysely<unknown>): Promise<void> {
  await sql`
    create function billing_own.customer_uins() returns text[]
    language sql stable parallel restricted security definer set search_path = pg_catalog, pg_temp
    return (select coalesce(array_agg(customer_uin order by customer_uin), '{}')
      from billing_ops.customer_login where login = session_user::text)`.execute(db);
  await sql`comment on function billing_own.customer_uins() is
    'The customers whose rows whoever logged in sees in this schema; empty for a login that was given none.'`.execute(
    db,
  );
}

export async function down(db: Kysely<unknown>): Promise<void> {
  for (const view of OWN_VIEWS.toReversed()) {
    const [, name = ""] = view.split(".");
    await sql`drop view ${sql.table(`billing_own.${name}`)}`.execute(db);
  }
  await sql`drop function billing_own.customer_uins()`.execute(db);
  await sql`drop table billing_ops.customer_login`.execute(db);
  await sql`drop schema billing_own`.execute(db);
}
