import { billMonthAt } from "../domain/bill-month.ts";
import { type CheckRules, sidesOf } from "../domain/check.ts";
import type { Clock } from "../domain/clock.ts";
import type {
  BillSelection,
  CloseOutcome,
  MonthFacts,
  MonthRules,
  WaitingBill,
} from "../domain/month-state.ts";
import type { BillKey } from "../domain/reconciliation.ts";
import type { Source } from "../domain/source.ts";
import type { Warehouse } from "../domain/warehouse.ts";
import { type CloseDecision, decideClose } from "./decide-close.ts";
import type { PlanSettings } from "./plan-run.ts";
import { streamsOfBill } from "./streams-of-bill.ts";

export type CloseDependencies = {
  readonly warehouse: Pick<Warehouse, "months">;
  readonly streams: Source["streams"];
  readonly settings: Pick<PlanSettings, "accounts" | "streams">;
  readonly checkRules: CheckRules;
  readonly monthRules: MonthRules;
  readonly clock: Clock;
};

export type CloseRequest = {
  /** Who closes, as the transitions are to say. */
  readonly by: string;
  /** Bills of accounts that are not configured are left alone, whatever it says. */
  readonly selection?: BillSelection;
  /** Only says what would be done. */
  readonly isDryRun?: boolean;
  /** Ends it between two chunks with the signal's reason; what is closed by then stays closed. */
  readonly signal?: AbortSignal;
};

// Few enough that no lock on their slices is held for long, enough that statements do not count.
const CHUNK_BILLS = 20;

/**
 * Closes every bill of the selection that may be closed, and notes of the others what they wait for.
 * Makes no call. A bill that changes while it is looked at is left for the next time.
 */
export async function closeMonths(
  dependencies: CloseDependencies,
  { by, selection = {}, isDryRun = false, signal }: CloseRequest,
): Promise<CloseOutcome> {
  const { warehouse, clock, settings } = dependencies;
  const now = clock.now();
  const names = settings.accounts.map(({ name }) => name);
  const accounts = names.filter((name) => selection.accounts?.includes(name) ?? true);
  const facts = await warehouse.months.facts({ ...selection, accounts }, billMonthAt(now));
  const decided = decideAll(facts, dependencies, now);
  const closing = decided.flatMap(({ bill, decision }) =>
    decision.kind === "closes" ? [bill] : [],
  );
  const waiting = decided.flatMap(({ bill, decision }) =>
    decision.kind === "waits" ? [{ ...keyOf(bill), waitsFor: decision.waitsFor }] : [],
  );
  const tooEarly = decided.flatMap(({ bill, decision }) =>
    decision.kind === "too early" ? [{ ...keyOf(bill), from: decision.from }] : [],
  );
  if (isDryRun) {
    return { closed: closing.map(keyOf), waiting, tooEarly };
  }
  await warehouse.months.noteWaiting(waiting, { by, now });
  const closed: BillKey[] = [];
  for (let start = 0; start < closing.length; start += CHUNK_BILLS) {
    signal?.throwIfAborted();
    const chunk = closing.slice(start, start + CHUNK_BILLS);
    closed.push(...(await warehouse.months.close(chunk, { by, now })));
  }
  return { closed, waiting: [...waiting, ...leftOver(closing, closed)], tooEarly };
}

type Decided = { readonly bill: MonthFacts; readonly decision: CloseDecision };

function decideAll(
  facts: readonly MonthFacts[],
  { streams, settings, checkRules, monthRules }: CloseDependencies,
  now: number,
): readonly Decided[] {
  const { accounts, streams: chosen } = settings;
  const { closeFromDay } = monthRules;
  const checked = new Set(sidesOf(checkRules.checks).map(({ stream }) => stream));
  return facts.map((bill) => {
    const expected = streamsOfBill(bill, { accounts, streams, chosen });
    return { bill, decision: decideClose(bill, { now, closeFromDay, expected, checked }) };
  });
}

function leftOver(closing: readonly BillKey[], closed: readonly BillKey[]): readonly WaitingBill[] {
  const done = new Set(closed.map(textOf));
  return closing
    .filter((bill) => !done.has(textOf(bill)))
    .map((bill) => ({ ...keyOf(bill), waitsFor: ["it changed just now"] }));
}

function keyOf({ account, uin, billMonth }: BillKey): BillKey {
  return { account, uin, billMonth };
}

function textOf(bill: BillKey): string {
  return [bill.account, bill.uin, bill.billMonth].join("\u0000");
}
