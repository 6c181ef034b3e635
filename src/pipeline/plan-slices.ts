import type { Account } from "../domain/account.ts";
import { addMonths, type BillMonth, billMonthAt, firstDay } from "../domain/bill-month.ts";
import { NO_MONTH_DAY, type Slice } from "../domain/slice.ts";
import type { Phase, Stream } from "../domain/stream.ts";
import type { Customer, SliceState } from "../domain/warehouse.ts";
import { canBecomeSteady, isUnsettled } from "./due-months.ts";

/** Why a slice is due. */
export type Reason =
  | "open month"
  | "opened again"
  | "not loaded since its bill was settled"
  | "asked for"
  | "part of every run"
  | "never loaded"
  | "not loaded at the last try"
  | "to close its month"
  | "weekly full check"
  | "a check does not match";

/**
 * `full` extracted whole in any case · `gated` only where total or first page of its bill are no
 * longer as they were when it was last extracted whole.
 */
export type SliceMode = "full" | "gated";

export type PlannedSlice = {
  readonly slice: Slice;
  readonly reason: Reason;
  readonly mode: SliceMode;
  /** Loaded once more, although this run has loaded it. */
  readonly isAgain?: boolean;
  /**
   * Whether it was ever loaded, or its customer is on the account's list. Only then is it a gap in the
   * warehouse when the API refuses it or does not know its month.
   */
  readonly isRequired: boolean;
};

/** A stream that an account could have but that has nothing to ask for, and why. */
export type SkippedStream = {
  readonly account: string;
  readonly stream: string;
  readonly why: string;
};

/** One customer's, or one account's own, month. */
export type BillKey = {
  readonly account: string;
  readonly uin: string;
  /** First day of the month as `YYYY-MM-DD`. */
  readonly billMonth: string;
};

export type Plan = {
  readonly slices: readonly PlannedSlice[];
  readonly skipped: readonly SkippedStream[];
  /** Bills that were asked for and are closed: they are left alone until somebody reopens them. */
  readonly closed: readonly BillKey[];
};

export type PlanInput = {
  readonly now: number;
  readonly accounts: readonly Account[];
  readonly streams: readonly Stream[];
  readonly phases: readonly Phase[];
  /** Months every slice of which is due, oldest first. */
  readonly months: readonly BillMonth[];
  /** Earlier months of which unsettled slices are due, also those that were never loaded. */
  readonly lookback: readonly BillMonth[];
  /** Earlier months of which only slices that were loaded, but not after they settled, are due. */
  readonly settling: readonly BillMonth[];
  readonly isBackfill: boolean;
  /** Only these customers, where given. */
  readonly onlyCustomers?: readonly string[];
  readonly customers: readonly Customer[];
  readonly states: readonly SliceState[];
  readonly closed: readonly BillKey[];
  /** Bills that were opened again: due like those of an open month, whatever their month. */
  readonly reopened: readonly BillKey[];
};

/**
 * Which slices a run has to load and why: accounts × streams × UINs × months. Pure, and in the
 * order in which they are begun: phase by phase, newest month first.
 */
export function planSlices(input: PlanInput): Plan {
  const states = new Map(input.states.map((state) => [stateKey(state), state]));
  const closed = new ClosedBills(input.closed);
  const reopened = new Set(input.reopened.map(billText));
  const slices: PlannedSlice[] = [];
  const skipped: SkippedStream[] = [];
  for (const phase of input.phases) {
    for (const stream of input.streams.filter((candidate) => candidate.phase === phase)) {
      for (const account of input.accounts.filter(({ roles }) => roles.includes(stream.role))) {
        const why = whyNothingToAsk(input, account, stream);
        if (why === undefined) {
          slices.push(...closed.without(slicesOf(input, account, stream, { states, reopened })));
        } else {
          skipped.push({ account: account.name, stream: stream.name, why });
        }
      }
    }
  }
  return { slices, skipped, closed: closed.met };
}

/** Leaves closed bills out, and remembers those it met. */
class ClosedBills {
  readonly #closed: ReadonlyMap<string, BillKey>;
  readonly #met = new Set<BillKey>();

  constructor(closed: readonly BillKey[]) {
    this.#closed = new Map(closed.map((bill) => [billText(bill), bill]));
  }

  get met(): readonly BillKey[] {
    return [...this.#met];
  }

  without(planned: readonly PlannedSlice[]): readonly PlannedSlice[] {
    return planned.filter(({ slice: { account, uin, month } }) => {
      const bill =
        month === undefined
          ? undefined
          : this.#closed.get(billText({ account, uin, billMonth: firstDay(month) }));
      if (bill !== undefined) {
        this.#met.add(bill);
      }
      return bill === undefined;
    });
  }
}

function billText({ account, uin, billMonth }: BillKey): string {
  return [account, uin, billMonth].join("\u0000");
}

function whyNothingToAsk(input: PlanInput, account: Account, stream: Stream): string | undefined {
  const requests = stream.requests({
    uin: account.uin ?? "0",
    month: input.months[0],
    tagKeys: account.tagKeys,
    customerUins: boundCustomers(input.customers, account.name),
  });
  return requests.length > 0 ? undefined : (stream.withoutRequests ?? "it has nothing to ask for");
}

/** The UINs on an account's list now. */
export function boundCustomers(customers: readonly Customer[], account: string): readonly string[] {
  return customers
    .filter((customer) => customer.account === account && customer.unboundAt === undefined)
    .map(({ uin }) => uin);
}

type Known = {
  readonly states: ReadonlyMap<string, SliceState>;
  /** As texts of `billText`. */
  readonly reopened: ReadonlySet<string>;
};

function slicesOf(
  input: PlanInput,
  account: Account,
  stream: Stream,
  { states, reopened }: Known,
): readonly PlannedSlice[] {
  if (stream.slicing === "account") {
    const slice: Slice = { account: account.name, stream, uin: "", month: undefined };
    const isRequired = states.get(sliceStateKey(slice))?.lastSuccessAt !== undefined;
    return [{ slice, reason: "part of every run", mode: "full", isRequired }];
  }
  const earlier = new Set([...input.settling, ...input.lookback]);
  for (const { billMonth } of input.reopened) {
    earlier.add(billMonth.slice(0, 7));
  }
  const months = [...earlier.difference(new Set(input.months)), ...input.months]
    .toSorted()
    .toReversed();
  return months.flatMap((month) =>
    uinsOf(input, account, stream, month).flatMap(({ uin, isListed }) => {
      const slice: Slice = { account: account.name, stream, uin, month };
      const state = states.get(sliceStateKey(slice));
      const isReopened = reopened.has(
        billText({ account: account.name, uin, billMonth: firstDay(month) }),
      );
      const reason = reasonFor(input, month, state) ?? (isReopened ? "opened again" : undefined);
      const isRequired = isListed || state?.lastSuccessAt !== undefined;
      return reason === undefined ? [] : [{ slice, reason, mode: "full", isRequired }];
    }),
  );
}

function reasonFor(
  input: PlanInput,
  month: BillMonth,
  state: SliceState | undefined,
): Reason | undefined {
  if (input.months.includes(month)) {
    return input.isBackfill ? "asked for" : "open month";
  }
  const mayBeNew = input.lookback.includes(month);
  if (!mayBeNew && state?.lastSuccessAt === undefined) {
    return undefined;
  }
  if (isUnsettled(month, state)) {
    return "not loaded since its bill was settled";
  }
  // It changed so late that it was not yet found the same when its month went out of sight.
  return state !== undefined && canBecomeSteady(state, input.now)
    ? "to close its month"
    : undefined;
}

type PlannedUin = { readonly uin: string; readonly isListed: boolean };

function uinsOf(
  input: PlanInput,
  account: Account,
  stream: Stream,
  month: BillMonth,
): readonly PlannedUin[] {
  if (stream.slicing === "own-month") {
    return ownUin(input, account);
  }
  const known = input.customers.filter(
    (customer) =>
      customer.account === account.name &&
      (input.months.includes(month) || mayStillChange(customer, month)),
  );
  const listed = new Map(known.map(({ uin, unboundAt }) => [uin, unboundAt === undefined]));
  // A customer that was asked for by name is planned whether the list knows it or not: its bills of
  // earlier months may still be readable.
  return (input.onlyCustomers ?? [...listed.keys()]).map((uin) => ({
    uin,
    isListed: listed.get(uin) ?? false,
  }));
}

function ownUin({ onlyCustomers }: PlanInput, { uin }: Account): readonly PlannedUin[] {
  const isWanted =
    uin !== undefined && (onlyCustomers === undefined || onlyCustomers.includes(uin));
  return isWanted ? [{ uin, isListed: false }] : [];
}

// A customer that left stays planned for the open months. Of earlier ones only those are looked at
// that it can have been billed for: late usage is charged in the month after it left.
function mayStillChange({ unboundAt }: Customer, month: BillMonth): boolean {
  return unboundAt === undefined || month <= addMonths(billMonthAt(unboundAt), 1);
}

/** A text that is equal for equal keys of bookkeeping. */
export function stateKey(state: SliceState): string {
  return [state.account, state.stream, state.uin, state.billMonth].join("\u0000");
}

/** By which a slice finds what bookkeeping knows of it; see `stateKey`. */
export function sliceStateKey(slice: Slice): string {
  const billMonth = slice.month === undefined ? NO_MONTH_DAY : firstDay(slice.month);
  return [slice.account, slice.stream.name, slice.uin, billMonth].join("\u0000");
}
