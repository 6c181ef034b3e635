import { type Kysely, sql } from "kysely";
import { coverageQuery } from "../src/warehouse/postgres/ddl/coverage-query.ts";
import { createView, type View } from "../src/warehouse/postgres/ddl/create-view.ts";

const COVERAGE: View = {
  name: "billing_mart.coverage",
  meaning:
    "One row for every account, stream, UIN and month that should be there: all that runs have registered, and what the accounts' roles and customer lists ask for in the open months. As of now.",
  columns: [
    ["account", "The configured account."],
    ["stream", "The stream."],
    ["uin", "The UIN whose bill it is; '' where the stream has none."],
    ["customer_name", "Name of the customer; NULL where the UIN is none of a partner."],
    ["bill_month", "First day of the bill month (UTC+8); NULL where the stream has none."],
    [
      "state",
      "failed, not_ready, forbidden: so ended the last attempt; never_loaded; late: an open month not loaded for billing_ops.late_after(), or an earlier one not since its bill was settled (7th of the next month); fresh; closed: no run loads it.",
    ],
    ["last_success_at", "When it was last loaded or found to be as it was; its rows are of then."],
    ["last_changed_at", "When a load last changed a row of it."],
    ["age", "Time since last_success_at."],
    ["row_count", "Rows in the stream's main table."],
    ["amount", "Exact sum of the charged amount; NULL where the stream has none."],
    ["last_attempt_at", "When it was last tried."],
    ["error_code", "Code of the last failure; NULL after a success."],
    ["error_message", "The last failure in words."],
    ["request_id", "RequestId of the last failure, which the vendor's support asks for."],
  ],
  query: `
    select c.account, c.stream, c.uin, k.name, nullif(c.bill_month, '0001-01-01'), c.state,
      c.last_success_at, c.last_changed_at, now() - c.last_success_at, c.row_count, c.amount,
      c.last_attempt_at, c.error_code, c.error_message, c.request_id
    from billing_ops.coverage_at(now()) c
      left join billing.customer k on k.account = c.account and k.customer_uin = c.uin`,
};

export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`create function billing_ops.late_after() returns interval
    language sql immutable parallel safe return interval '36 hours'`.execute(db);
  await sql`comment on function billing_ops.late_after() is
    'After how long without a load an open month is late. To change it: CREATE OR REPLACE FUNCTION billing_ops.late_after() RETURNS interval LANGUAGE sql IMMUTABLE PARALLEL SAFE RETURN interval ''48 hours''.'`.execute(
    db,
  );
  await createCoverageFunction(db);
  await createView(db, COVERAGE);
}

async function createCoverageFunction(db: Kysely<unknown>): Promise<void> {
  await sql`
    create function billing_ops.coverage_at(at timestamptz)
    returns table (account text, stream text, uin text, bill_month date, state text, status text,
      row_count bigint, amount numeric, last_success_at timestamptz, last_changed_at timestamptz,
      last_attempt_at timestamptz, error_code text, error_message text, request_id text)
    language sql stable parallel safe
    begin atomic
      ${sql.raw(coverageQuery("at"))};
    end`.execute(db);
  await sql`comment on function billing_ops.coverage_at(timestamptz) is
    'What billing_mart.coverage says, as of an instant; bill_month is 0001-01-01 where the stream has none.'`.execute(
    db,
  );
}

export async function down(db: Kysely<unknown>): Promise<void> {
  await sql`drop view billing_mart.coverage`.execute(db);
  await sql`drop function billing_ops.coverage_at(timestamptz)`.execute(db);
  await sql`drop function billing_ops.late_after()`.execute(db);
}
