import { closestName } from "../config/closest-name.ts";
import type { Account } from "../domain/account.ts";
import { type BillMonth, billMonthAt, isBillMonth, monthsBetween } from "../domain/bill-month.ts";
import type { Stream } from "../domain/stream.ts";

/** What was typed to say which bills are meant; lists are split already. */
export type SelectionOptions = {
  readonly from?: string;
  readonly to?: string;
  readonly account?: readonly string[];
  readonly customer?: readonly string[];
  readonly stream?: readonly string[];
};

/** Which bills are meant; what is absent is not restricted. */
export type Selection = {
  /** Oldest first. */
  readonly months?: readonly BillMonth[];
  readonly accounts?: readonly string[];
  readonly customers?: readonly string[];
  readonly streams?: readonly string[];
};

/**
 * The selection that `options` stand for, once they have no problems. In alphabetical order: the
 * same names in another order are the same work, which a run that was cut off is known by. Pure.
 */
export function selectionOf({ from, to, account, customer, stream }: SelectionOptions): Selection {
  return {
    ...(from === undefined || to === undefined ? {} : { months: monthsBetween(from, to) }),
    ...(account === undefined ? {} : { accounts: account.toSorted() }),
    ...(customer === undefined ? {} : { customers: customer.toSorted() }),
    ...(stream === undefined ? {} : { streams: stream.toSorted() }),
  };
}

/** What is wrong with the months and UINs themselves; `now` is epoch milliseconds. Pure. */
export function valueProblems(
  { from, to, customer = [] }: SelectionOptions,
  { now, needsMonths }: { readonly now: number; readonly needsMonths: boolean },
): readonly string[] {
  const isMissing = needsMonths || from !== undefined || to !== undefined;
  const months = [
    ...monthProblems("--from", from, isMissing, now),
    ...monthProblems("--to", to, isMissing, now),
  ];
  const isReversed = months.length === 0 && from !== undefined && to !== undefined && from > to;
  return [
    ...months,
    ...(isReversed ? [`--from ${from} is after --to ${to}`] : []),
    ...customer
      .filter((uin) => !/^\d{6,20}$/.test(uin))
      .map((uin) => `--customer ${uin}: a UIN is 6 to 20 digits`),
  ];
}

/** What is wrong with the names, given what is configured. Pure. */
export function nameProblems(
  { account, customer = [], stream = [] }: SelectionOptions,
  configured: { readonly accounts: readonly Account[]; readonly streams: readonly Stream[] },
): readonly string[] {
  const accountNames = configured.accounts.map(({ name }) => name);
  const unknownAccounts = (account ?? []).filter((name) => !accountNames.includes(name));
  const selected = configured.accounts.filter(({ name }) => account?.includes(name) ?? true);
  return [
    ...unknownAccounts.map((name) => unknownName("account", name, accountNames)),
    // Of accounts that do not exist nobody knows the roles.
    ...(unknownAccounts.length > 0 ? [] : customerProblems(customer, selected)),
    ...stream.flatMap((name) =>
      streamProblem(name, configured.streams, unknownAccounts.length > 0 ? undefined : selected),
    ),
  ];
}

/** What is wrong with one month; nothing with one that is left out and not needed. Pure. */
export function monthProblems(
  option: string,
  month: string | undefined,
  isNeeded: boolean,
  now: number,
): readonly string[] {
  if (month === undefined) {
    return isNeeded
      ? [`${option} is missing: give a month such as ${option} ${billMonthAt(now)}`]
      : [];
  }
  if (!isBillMonth(month)) {
    return [`${option} ${month}: a month is written YYYY-MM, such as ${billMonthAt(now)}`];
  }
  return month > billMonthAt(now)
    ? [`${option} ${month} is in the future: the current month is ${billMonthAt(now)} (UTC+8)`]
    : [];
}

function customerProblems(
  customers: readonly string[],
  accounts: readonly Account[],
): readonly string[] {
  if (accounts.some(({ roles }) => roles.includes("partner"))) {
    return [];
  }
  return customers
    .filter((uin) => !accounts.some((account) => account.uin === uin))
    .map((uin) => `--customer ${uin}: only an account with the role partner has customers`);
}

function streamProblem(
  name: string,
  streams: readonly Stream[],
  accounts: readonly Account[] | undefined,
): readonly string[] {
  const stream = streams.find((candidate) => candidate.name === name);
  if (stream === undefined) {
    return [
      unknownName(
        "stream",
        name,
        streams.map((candidate) => candidate.name),
      ),
    ];
  }
  const isAllowed = accounts?.some(({ roles }) => roles.includes(stream.role)) ?? true;
  return isAllowed
    ? []
    : [`--stream ${name}: only an account with the role ${stream.role} can load it`];
}

function unknownName(kind: "account" | "stream", name: string, known: readonly string[]): string {
  const guess = closestName(name, known);
  const hint = guess === undefined ? `one of ${known.join(", ")}` : `did you mean ${guess}?`;
  return `--${kind} ${name}: there is no such ${kind} (${hint})`;
}
