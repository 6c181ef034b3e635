import type { Account } from "../domain/account.ts";
import { addMonths, type BillMonth, billMonthAt, firstDay } from "../domain/bill-month.ts";
import { NO_MONTH_DAY, type Slice } from "../domain/slice.ts";
import type { Phase, Stream } from "../domain/stream.ts";
import type { Customer, SliceState } from "../domain/warehouse.ts";
import { isUnsettled } from "./due-months.ts";

/** Why a slice is due. */
export type Reason =
  | "open month"
  | "not loaded since its bill was settled"
  | "asked for"
  | "part of every run";

export type PlannedSlice = {
  readonly slice: Slice;
  readonly reason: Reason;
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

export type Plan = {
  readonly slices: readonly PlannedSlice[];
  readonly skipped: readonly SkippedStream[];
};

export type PlanInput = {
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
};

/**
 * Which slices a run has to load and why: accounts × streams × UINs × months. Pure, and in the
 * order in which they are begun: phase by phase, newest month first.
 */
export function planSlices(input: PlanInput): Plan {
  const states = new Map(input.states.map((state) => [stateKey(state), state]));
  const slices: PlannedSlice[] = [];
  const skipped: SkippedStream[] = [];
  for (const phase of input.phases) {
    for (const stream of input.streams.filter((candidate) => candidate.phase === phase)) {
      for (const account of input.accounts.filter(({ roles }) => roles.includes(stream.role))) {
        const why = whyNothingToAsk(input, account, stream);
        if (why === undefined) {
          slices.push(...slicesOf(input, account, stream, states));
        } else {
          skipped.push({ account: account.name, stream: stream.name, why });
        }
      }
    }
  }
  return { slices, skipped };
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

function slicesOf(
  input: PlanInput,
  account: Account,
  stream: Stream,
  states: ReadonlyMap<string, SliceState>,
): readonly PlannedSlice[] {
  if (stream.slicing === "account") {
    const slice: Slice = { account: account.name, stream, uin: "", month: undefined };
    const isRequired = states.get(sliceStateKey(slice))?.lastSuccessAt !== undefined;
    return [{ slice, reason: "part of every run", isRequired }];
  }
  const earlier = new Set([...input.settling, ...input.lookback]);
  const months = [...[...earlier].toSorted(), ...input.months].toReversed();
  return months.flatMap((month) =>
    uinsOf(input, account, stream, month).flatMap(({ uin, isListed }) => {
      const slice: Slice = { account: account.name, stream, uin, month };
      const state = states.get(sliceStateKey(slice));
      const reason = reasonFor(input, month, state);
      const isRequired = isListed || state?.lastSuccessAt !== undefined;
      return reason === undefined ? [] : [{ slice, reason, isRequired }];
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
  return isUnsettled(month, state) ? "not loaded since its bill was settled" : undefined;
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
