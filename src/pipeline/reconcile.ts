import { hash } from "node:crypto";
import { billMonthAt, firstDay } from "../domain/bill-month.ts";
import { type CheckRules, type Comparison, sidesOf } from "../domain/check.ts";
import type { Clock } from "../domain/clock.ts";
import type { BillKey, CheckResult, Label, MeasuredBill } from "../domain/reconciliation.ts";
import type { CheckBook, Warehouse } from "../domain/warehouse.ts";
import { checkBill, labelsToLookUp } from "./check-bill.ts";
import { planMeasuring } from "./plan-measuring.ts";

export type ReconcileDependencies = {
  readonly warehouse: Pick<Warehouse, "checks">;
  readonly checkRules: CheckRules;
  readonly clock: Clock;
};

export type ReconcileRequest = {
  /**
   * The bills to answer for: of these only what changed since it was last checked is read again, and
   * a share of the rest. Absent: everything that is loaded is read.
   */
  readonly bills?: readonly BillKey[];
  /** The instant (epoch milliseconds) that says which month is the running one; now where absent. */
  readonly asOf?: number;
  /** Ends it between two chunks with the signal's reason; what was found until then is stored. */
  readonly signal?: AbortSignal;
};

// A few seconds' work in a night: a small warehouse is read whole, a large one in turns.
const SPARE_ROWS = 1_000_000;

/**
 * Compares what is loaded and stores the results, chunk by chunk. Reports, never repairs; makes no
 * calls. Returns every stored result of the bills asked for, also those that were found earlier and
 * still hold, and those of checks that are not among the rules; by account, UIN and month.
 */
export async function reconcile(
  { warehouse: { checks: book }, checkRules, clock }: ReconcileDependencies,
  { bills, asOf, signal }: ReconcileRequest = {},
): Promise<readonly CheckResult[]> {
  const now = clock.now();
  const sides = sidesOf(checkRules.checks);
  const streams = [...new Set(sides.map(({ stream }) => stream))];
  const runningDay = firstDay(billMonthAt(asOf ?? now));
  const isRunning = ({ billMonth }: BillKey): boolean => billMonth >= runningDay;
  const seal = sealerOf(checkRules, isRunning);
  const checkable = await book.bills(streams, bills);
  const chunks = planMeasuring(checkable, seal, bills === undefined ? Infinity : SPARE_ROWS);
  for (const chunk of chunks) {
    signal?.throwIfAborted();
    const measured = await book.measure(sides, chunk);
    const labels = await lookUpLabels(book, checkRules, measured);
    const checked = measured.map((bill) => {
      const results = checkBill(bill, checkRules, {
        isRunning: isRunning(bill),
        labelsOf: (comparison) => labels.get(comparison) ?? [],
      });
      // What is to be looked into is looked at anew in every run.
      const isSound = results.every(({ verdict }) => verdict !== "mismatch");
      return { bill, results, seal: isSound ? seal(bill) : null };
    });
    await book.replace(checked, { checkIds: checkRules.checks.map(({ id }) => id), now });
  }
  return await book.results(bills);
}

/** Equal for a bill as long as nothing changed that its results depend on: rows, rules, and whether its month is over. */
function sealerOf(
  { checks, tolerances }: CheckRules,
  isRunning: (bill: BillKey) => boolean,
): (bill: BillKey & { readonly state: string }) => string {
  const rules = hash("sha256", JSON.stringify([checks, [...tolerances]]));
  return (bill) => hash("sha256", [bill.state, rules, isRunning(bill)].join(" ")).slice(0, 32);
}

// Only for what differs: usually nothing does.
async function lookUpLabels(
  book: CheckBook,
  { checks }: CheckRules,
  measured: readonly MeasuredBill[],
): Promise<ReadonlyMap<Comparison, readonly Label[]>> {
  const labels = new Map<Comparison, readonly Label[]>();
  for (const comparison of checks.flatMap(({ comparisons }) => comparisons)) {
    const { right, codes } = comparison;
    const names = new Set(measured.flatMap((bill) => labelsToLookUp(bill, comparison)));
    if (names.size > 0 && codes !== undefined && !("constant" in right)) {
      labels.set(comparison, await book.labels(right, codes, [...names]));
    }
  }
  return labels;
}
