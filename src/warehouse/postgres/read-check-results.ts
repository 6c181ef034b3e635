import type { BillKey, CheckResult, Verdict } from "../../domain/reconciliation.ts";
import { billParameters } from "./bill-state.ts";
import type { Database } from "./open-database.ts";
import { runStatement } from "./run-statement.ts";

type ResultRow = {
  readonly account: string;
  readonly uin: string;
  readonly bill_month: string;
  readonly check_id: string;
  readonly left_source: string;
  readonly right_source: string;
  readonly dimension: string;
  readonly member: string;
  readonly unit: "amount" | "count";
  readonly left_amount: string | null;
  readonly right_amount: string | null;
  readonly difference: string | null;
  readonly verdict: Verdict;
};

/** The stored results of `bills`, of all where absent, by bill and check. Throws what `runStatement` does. */
export async function readCheckResults(
  database: Database,
  bills: readonly BillKey[] | undefined,
): Promise<readonly CheckResult[]> {
  const isAsked =
    bills === undefined
      ? ""
      : `where (account, uin, bill_month) in (select * from unnest($1::text[], $2::text[], $3::date[]))`;
  const { rows } = await runStatement<ResultRow>(database, {
    text: `select account, uin, bill_month, check_id, left_source, right_source, dimension, member,
        unit, left_amount, right_amount, difference, verdict
      from billing_ops.reconciliation ${isAsked}
      order by account collate "C", uin collate "C", bill_month, check_id collate "C", dimension,
        left_source, member collate "C", right_source`,
    values: bills === undefined ? [] : billParameters(bills),
  });
  return rows.map((row) => ({
    account: row.account,
    uin: row.uin,
    billMonth: row.bill_month,
    checkId: row.check_id,
    leftSource: row.left_source,
    rightSource: row.right_source,
    dimension: row.dimension,
    member: row.member,
    unit: row.unit,
    leftAmount: row.left_amount,
    rightAmount: row.right_amount,
    difference: row.difference,
    verdict: row.verdict,
  }));
}
