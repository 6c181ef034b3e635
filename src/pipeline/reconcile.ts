import { billMonthAt } from "../domain/bill-month.ts";
import type { Clock } from "../domain/clock.ts";
import type { CheckResult } from "../domain/reconciliation.ts";
import type { Warehouse } from "../domain/warehouse.ts";
import { checkTotals } from "./check-totals.ts";

/** Compares everything that is loaded and stores the results. Reports, never repairs; makes no calls. */
export async function reconcile(
  warehouse: Warehouse,
  clock: Clock,
): Promise<readonly CheckResult[]> {
  const now = clock.now();
  const amounts = await warehouse.checks.loadedAmounts({});
  const results = checkTotals({ amounts, runningMonth: billMonthAt(now) });
  await warehouse.checks.save(results, now);
  return results;
}
