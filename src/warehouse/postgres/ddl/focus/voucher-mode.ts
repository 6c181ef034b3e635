import { type Kysely, sql } from "kysely";

const MEANING = `How vouchers are shown. split: a line that a voucher paid in part has two rows, the charge before the voucher, and a Credit. net: one row, with what was charged. The sum of BilledCost is the same. To change it: CREATE OR REPLACE FUNCTION focus.voucher_mode() RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE RETURN 'net'. An upgrade leaves it as it is.`;

/** Creates the switch between the two ways of showing vouchers. */
export async function createVoucherMode(db: Kysely<unknown>): Promise<void> {
  await sql`create function focus.voucher_mode() returns text
    language sql immutable parallel safe return 'split'`.execute(db);
  await sql`comment on function focus.voucher_mode() is ${sql.lit(MEANING)}`.execute(db);
}
