import { sql } from "kysely";
import type { CheckResult, LoadedAmount } from "../../domain/reconciliation.ts";
import type { CheckBook } from "../../domain/warehouse.ts";
import { inTransaction } from "./in-transaction.ts";
import type { Database } from "./open-database.ts";
import { runBuilt } from "./run-statement.ts";

/** Checks in PostgreSQL: exact sums from bookkeeping, results in `billing_ops.reconciliation`. */
export class PostgresCheckBook implements CheckBook {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  async loadedAmounts(filter: {
    readonly accounts?: readonly string[];
  }): Promise<readonly LoadedAmount[]> {
    let query = this.#database.db
      .selectFrom("billing_ops.slice")
      .select(["account", "uin", "bill_month", "stream", "amount"])
      .where("status", "in", ["loaded", "empty"])
      .where("amount", "is not", null);
    if (filter.accounts !== undefined) {
      query = query.where(sql<boolean>`account = any(${filter.accounts})`);
    }
    const rows = await runBuilt(this.#database, query);
    return rows.map((row) => ({
      account: row.account,
      uin: row.uin,
      billMonth: row.bill_month,
      stream: row.stream,
      amount: row.amount ?? "0",
    }));
  }

  async save(results: readonly CheckResult[], now: number): Promise<void> {
    const checkedAt = new Date(now).toISOString();
    const rows = JSON.stringify(results.map((result) => toRow(result, checkedAt)));
    await inTransaction(this.#database, async (client) => {
      // One run at a time, readers beside it: two in different orders would wait for each other.
      await client.query("lock table billing_ops.reconciliation in share row exclusive mode");
      await client.query(
        `delete from billing_ops.reconciliation
         where (account, uin, bill_month) in (select account, uin, bill_month from ${RESULTS})`,
        [rows],
      );
      await client.query(`insert into billing_ops.reconciliation select * from ${RESULTS}`, [rows]);
    });
  }
}

// One parameter, however many results a fleet has; amounts are JSON strings, so no digit is lost.
const RESULTS = "json_populate_recordset(null::billing_ops.reconciliation, $1::json)";

function toRow(result: CheckResult, checkedAt: string) {
  return {
    account: result.account,
    uin: result.uin,
    bill_month: result.billMonth,
    check_id: result.checkId,
    left_source: result.leftSource,
    right_source: result.rightSource,
    dimension: result.dimension,
    member: result.member,
    unit: result.unit,
    left_amount: result.leftAmount,
    right_amount: result.rightAmount,
    difference: result.difference,
    verdict: result.verdict,
    checked_at: checkedAt,
  };
}
