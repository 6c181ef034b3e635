import { type Random, integerBelow } from "./random.ts";
import { type WallSeconds, daysBegun, daysIn, monthStart } from "./wall-clock.ts";

/** When the lines of a generated bill are charged: the subscriptions on the first day, usage evenly over the month. */
export type LinePlan = {
  readonly month: string;
  /** How many lines the bill has when its month is over. */
  readonly lineCount: number;
};

const SUBSCRIPTION_SHARE = 0.4;
const DAY_SECONDS = 86_400;

/**
 * How many lines a bill has at an instant (epoch ms): a bill grows by whole UTC+8 days, and a line once there never
 * changes, so that two looks on the same day see the same bill.
 */
export function linesByNow(plan: LinePlan, now: number): number {
  const days = daysBegun(plan.month, now);
  if (days === 0) {
    return 0;
  }
  const subscriptions = subscriptionsIn(plan);
  return subscriptions + Math.ceil(((plan.lineCount - subscriptions) * days) / daysIn(plan.month));
}

/** Whether the line at `index` is a subscription's: these come first. */
export function isSubscription(plan: LinePlan, index: number): boolean {
  return index < subscriptionsIn(plan);
}

/**
 * When a line was charged, and for which time. The first line of a bill and its last two sit on the month's edges: the
 * very last is usage of the month's last hour that was charged on the first day of the next one, and stays in the month.
 */
export function chargeTimes(
  random: Random,
  plan: LinePlan,
  index: number,
): {
  readonly chargedAt: WallSeconds;
  readonly usedFrom: WallSeconds;
  readonly usedTo: WallSeconds;
} {
  const start = monthStart(plan.month);
  const end = start + daysIn(plan.month) * DAY_SECONDS;
  const within = integerBelow(random, DAY_SECONDS);
  if (index === 0) {
    return { chargedAt: start, usedFrom: start, usedTo: end - 1 };
  }
  if (index >= plan.lineCount - 2) {
    const chargedAt = index === plan.lineCount - 2 ? end - 1 : end + 4353;
    return { chargedAt, usedFrom: end - 3600, usedTo: end - 1 };
  }
  if (isSubscription(plan, index)) {
    return { chargedAt: start + within, usedFrom: start + within, usedTo: end - 1 };
  }
  const chargedAt = start + dayOf(plan, index) * DAY_SECONDS + within;
  const usedFrom = Math.max(start, chargedAt - 7200);
  return { chargedAt, usedFrom, usedTo: usedFrom + 3599 };
}

function subscriptionsIn(plan: LinePlan): number {
  return Math.ceil(plan.lineCount * SUBSCRIPTION_SHARE);
}

function dayOf(plan: LinePlan, index: number): number {
  const subscriptions = subscriptionsIn(plan);
  const place = (index - subscriptions) / Math.max(plan.lineCount - subscriptions, 1);
  return Math.floor(place * daysIn(plan.month));
}
