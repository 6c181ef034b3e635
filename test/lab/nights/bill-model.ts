import type { MonthState } from "../../../src/domain/month-state.ts";

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

/** The instant of 00:00 UTC+8 on a day of the month after `month`. */
export function dayAfter(month: string, day: number): number {
  const [year = 0, number = 1] = month.split("-").map(Number);
  return Date.UTC(year, number, 1) - 8 * HOUR_MS + (day - 1) * DAY_MS;
}

/**
 * When one bill's month must be open, closing, closed or reopened, worked out from what happened to the
 * bill and nothing else: the rule of the issue, written down a second time.
 */
export class BillModel {
  readonly #issuedAt: number;
  readonly #closableFrom: number;
  #changedAt = 0;
  /** The first good look since which the bill is the same. */
  #seenSince: number | undefined;
  #state: MonthState = "open";
  /** When it changed after it was closed, until that is settled. */
  restatedAt: number | undefined;

  constructor(month: string) {
    this.#issuedAt = dayAfter(month, 5) + HOUR_MS;
    this.#closableFrom = dayAfter(month, 7);
  }

  get state(): MonthState {
    return this.#state;
  }

  change(now: number): void {
    this.#changedAt = now;
    if (this.#state === "closed") {
      this.restatedAt ??= now;
    }
  }

  reopen(): void {
    this.#state = "reopened";
    this.#seenSince = undefined;
    this.restatedAt = undefined;
  }

  /** A night; `isRead` unless the vendor refused a part of the bill. */
  night(now: number, isRead: boolean): void {
    if (this.#state === "closed") {
      return;
    }
    if (isRead && now >= this.#issuedAt) {
      this.#look(now);
    }
    const isSteady = this.#seenSince !== undefined && now - this.#seenSince >= 20 * HOUR_MS;
    if (now < this.#closableFrom) {
      return;
    }
    if (isRead && isSteady) {
      this.#state = "closed";
    } else if (this.#state === "open") {
      this.#state = "closing";
    }
  }

  #look(now: number): void {
    if (this.#seenSince === undefined || this.#seenSince < this.#changedAt) {
      this.#seenSince = now;
    }
  }
}
