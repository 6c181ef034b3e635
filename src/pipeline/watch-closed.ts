import PQueue from "p-queue";
import { AbortError } from "../domain/abort-error.ts";
import { AccountError } from "../domain/account-error.ts";
import type { Clock } from "../domain/clock.ts";
import { BillhouseError } from "../domain/errors.ts";
import type { Logger } from "../domain/logger.ts";
import {
  type BillSelection,
  CLOSED_MONTH_RESTATED,
  type FrozenTotal,
  type MonthRules,
} from "../domain/month-state.ts";
import type { CheckResult } from "../domain/reconciliation.ts";
import { SliceError } from "../domain/slice-error.ts";
import { describeSlice, type Slice } from "../domain/slice.ts";
import type { Source } from "../domain/source.ts";
import { valueColumns } from "../domain/table.ts";
import type { Warehouse } from "../domain/warehouse.ts";
import { addDecimals, isZero, subtractDecimals } from "./decimal-sum.ts";
import { planWatch } from "./plan-watch.ts";

export type WatchDependencies = {
  readonly source: Source;
  readonly warehouse: Pick<Warehouse, "months">;
  readonly monthRules: MonthRules;
  /** The configured accounts. */
  readonly accounts: readonly string[];
  readonly clock: Clock;
  readonly logger: Logger;
  readonly signal: AbortSignal;
};

export type WatchOutcome = {
  /** What comparing found now. */
  readonly results: readonly CheckResult[];
  /** Every restatement that stands, found now or before. */
  readonly restated: readonly CheckResult[];
};

type Watched = { readonly total: FrozenTotal; readonly slice: Slice };

/**
 * Compares closed bills that are due with what the API says of them now, one call each, and one more
 * where that differs. Loads nothing: what differs is stored as a restatement and stands until the
 * bill is opened again, or comes to the frozen total once more.
 *
 * What cannot be asked now is asked in the next run; throws an `AbortError` only.
 */
export async function watchClosed(
  dependencies: WatchDependencies,
  selection: BillSelection = {},
): Promise<WatchOutcome> {
  const { warehouse, monthRules, accounts, clock } = dependencies;
  const chosen = accounts.filter((name) => selection.accounts?.includes(name) ?? true);
  const wanted = { ...selection, accounts: chosen };
  const totals = await warehouse.months.frozenTotals(wanted);
  const due = planWatch(totals, { now: clock.now(), watchMonths: monthRules.watchMonths });
  const results = await compareAll(
    due.flatMap((total) => watchedOf(total, dependencies.source)),
    dependencies,
  );
  return { results, restated: await warehouse.months.restated(wanted) };
}

function watchedOf(total: FrozenTotal, { streams }: Source): readonly Watched[] {
  const stream = streams.find(({ name }) => name === total.stream);
  const { account, uin, billMonth } = total;
  return stream === undefined
    ? []
    : [{ total, slice: { account, stream, uin, month: billMonth.slice(0, 7) } }];
}

async function compareAll(
  watched: readonly Watched[],
  dependencies: WatchDependencies,
): Promise<readonly CheckResult[]> {
  const { source, warehouse, clock } = dependencies;
  const laneOf = ({ slice }: Watched) => source.laneOf(slice.account, slice.stream);
  const refused = new Set<string>();
  const found = await Promise.all(
    [...Map.groupBy(watched, (one) => laneOf(one).key).values()].map(async (inLane) => {
      const [first] = inLane;
      const concurrency = first === undefined ? 1 : laneOf(first).slicesAtOnce;
      return await new PQueue({ concurrency }).addAll(
        inLane.map((one) => async () => {
          const result = await compareOne(one, refused, dependencies);
          if (result !== undefined) {
            await warehouse.months.noteWatched([result], clock.now());
          }
          return result;
        }),
      );
    }),
  );
  return found.flat().filter((result) => result !== undefined);
}

async function compareOne(
  { total, slice }: Watched,
  refused: Set<string>,
  { source, signal, logger }: WatchDependencies,
): Promise<CheckResult | undefined> {
  signal.throwIfAborted();
  if (refused.has(slice.account)) {
    return undefined;
  }
  try {
    const present = await presentAmount(slice, source, signal);
    if (isZero(subtractDecimals(total.amount, present))) {
      return resultOf(total, present);
    }
    // One answer that is off would raise an alarm: two that agree are believed.
    const again = await presentAmount(slice, source, signal);
    return isZero(subtractDecimals(present, again)) ? resultOf(total, present) : undefined;
  } catch (error) {
    if (!(error instanceof BillhouseError) || error instanceof AbortError || signal.aborted) {
      throw error;
    }
    if (error instanceof AccountError) {
      refused.add(slice.account);
    }
    logger.warn("a closed month could not be watched", { slice: describeSlice(slice), error });
    // A customer that left, or a month that the API forgot, would be asked for every night.
    return isOutOfReach(error) ? resultOf(total, null) : undefined;
  }
}

function isOutOfReach(error: BillhouseError): boolean {
  return (
    error instanceof SliceError &&
    (error.failure === "forbidden" || error.failure === "unknown-month")
  );
}

/** What the bill comes to now, exactly, by the stream's charged amount. */
async function presentAmount(slice: Slice, source: Source, signal: AbortSignal): Promise<string> {
  const [table] = slice.stream.tables;
  const at = table?.amount === undefined ? -1 : valueColumns(table).indexOf(table.amount);
  const amounts: string[] = [];
  for await (const page of source.extract(slice, source.requestInput(slice, []), signal)) {
    for (const { values } of page.rows[0] ?? []) {
      amounts.push(values[at] ?? "0");
    }
  }
  return addDecimals(amounts);
}

function resultOf(total: FrozenTotal, present: string | null): CheckResult {
  const { account, uin, billMonth, stream, amount } = total;
  const difference = present === null ? null : subtractDecimals(amount, present);
  return {
    account,
    uin,
    billMonth,
    checkId: CLOSED_MONTH_RESTATED,
    leftSource: "billing_ops.month_total",
    rightSource: stream,
    dimension: "",
    member: "",
    unit: "amount",
    leftAmount: amount,
    rightAmount: present,
    difference,
    verdict: difference === null ? "not_comparable" : isZero(difference) ? "match" : "mismatch",
  };
}
