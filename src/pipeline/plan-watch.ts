import type { FrozenTotal, MonthRules } from "../domain/month-state.ts";

const DAY_MS = 86_400_000;
const UTC8_OFFSET_MS = 8 * 3_600_000;
const WEEK_DAYS = 7;

/**
 * The frozen totals that are due to be compared: those of each account's last closed months, and
 * those that a restatement stands of, each once a week on a day of its own. Pure.
 */
export function planWatch(
  totals: readonly FrozenTotal[],
  { now, watchMonths }: Pick<MonthRules, "watchMonths"> & { readonly now: number },
): readonly FrozenTotal[] {
  const lastMonths = new Map(
    [...Map.groupBy(totals, ({ account }) => account)].map(([account, own]) => [
      account,
      newestMonths(own, watchMonths),
    ]),
  );
  return totals.filter(
    (total) =>
      (lastMonths.get(total.account)?.has(total.billMonth) === true || total.isRestated) &&
      now >= dueAt(total),
  );
}

function newestMonths(totals: readonly FrozenTotal[], count: number): ReadonlySet<string> {
  const months = [...new Set(totals.map(({ billMonth }) => billMonth))];
  return new Set(months.toSorted().toReversed().slice(0, count));
}

/**
 * The start of the next day (UTC+8) that is the bill's own, after it was closed or last compared:
 * months are closed all in one night, and would all be due in one night again. Pure.
 */
export function dueAt(total: FrozenTotal): number {
  const lastDay = dayOf(total.watchedAt ?? total.closedAt);
  const next = lastDay + 1;
  const wait = (weekdayOf(total) - (next % WEEK_DAYS) + WEEK_DAYS) % WEEK_DAYS;
  return (next + wait) * DAY_MS - UTC8_OFFSET_MS;
}

function dayOf(at: number): number {
  return Math.floor((at + UTC8_OFFSET_MS) / DAY_MS);
}

// Any number that spreads UINs and months evenly will do, as long as it is always the same.
function weekdayOf({ account, uin, billMonth }: FrozenTotal): number {
  let sum = 0;
  for (const character of `${account} ${uin} ${billMonth}`) {
    sum = (sum * 31 + (character.codePointAt(0) ?? 0)) % 1_000_003;
  }
  return sum % WEEK_DAYS;
}
