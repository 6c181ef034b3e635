import type { FrozenTotal, MonthBook, MonthFacts } from "../../../src/domain/month-state.ts";
import type { CheckResult } from "../../../src/domain/reconciliation.ts";

const nothing = () => Promise.resolve([]);

/** A month book in memory that answers with what it is given, and keeps a diary. */
export function memoryMonths(
  given: { readonly totals?: readonly FrozenTotal[]; readonly facts?: readonly MonthFacts[] } = {},
): { readonly months: MonthBook; readonly diary: string[]; readonly watched: CheckResult[] } {
  const diary: string[] = [];
  const watched: CheckResult[] = [];
  const months: MonthBook = {
    closed: nothing,
    reopened: nothing,
    states: nothing,
    facts: ({ accounts }) =>
      Promise.resolve(
        (given.facts ?? []).filter(({ account }) => accounts?.includes(account) ?? true),
      ),
    noteWaiting: (waiting) => {
      diary.push(...waiting.map(({ uin, waitsFor }) => `${uin} waits for ${waitsFor.join("; ")}`));
      return Promise.resolve();
    },
    close: (bills, { by }) => {
      diary.push(`${by} closes ${bills.map(({ uin }) => uin).join(", ")}`);
      return Promise.resolve(bills.filter(({ version }) => version !== "changed just now"));
    },
    reopen: nothing,
    frozenTotals: ({ accounts }) =>
      Promise.resolve(
        (given.totals ?? []).filter(({ account }) => accounts?.includes(account) ?? true),
      ),
    noteWatched: (results) => {
      watched.push(...results);
      return Promise.resolve();
    },
    restated: () => Promise.resolve(watched.filter(({ verdict }) => verdict === "mismatch")),
  };
  return { months, diary, watched };
}
