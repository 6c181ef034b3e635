import { DatabaseError } from "pg";
import type { Clock } from "../../domain/clock.ts";
import { asDatabaseError, asSliceFailure, meaningOf } from "./sql-state.ts";

/** What waiting needs of a clock. */
export type Timer = Pick<Clock, "monotonic" | "sleep">;

export type PatienceOptions = {
  /** How long an outage may last, milliseconds; 0: no operation is tried again over one. */
  readonly patienceMs: number;
  /** Ends every wait: the process was told to stop. */
  readonly signal?: AbortSignal | undefined;
  /** Told once when an outage begins and is waited for. */
  readonly onOutage?: (error: unknown) => void;
  /** Told once when it is over, with the milliseconds it lasted. */
  readonly onRecovery?: (outageMs: number) => void;
};

export type TransactionOptions = {
  /**
   * What it means that deadlocks, lock time-outs and the like outlasted every try: the end of the
   * run (the default), or the failure of the one slice whose transaction it was.
   */
  readonly exhausted?: "abort" | "fail-slice";
};

const OUTAGE_DELAY_MS = 250;
const OUTAGE_DELAY_MAX_MS = 5_000;

const AGAIN_MAX = 5;
const AGAIN_DELAY_MS = 50;
const AGAIN_DELAY_MAX_MS = 2_000;
// Each try has waited for the lock as long as it makes sense to wait.
const LOCK_TIMEOUT = "55P03";
const LOCK_TRIES_MAX = 2;

/** How one operation has failed so far. */
type Failures = {
  passing: number;
  again: number;
  /** When an outage first hit it. */
  since: number | undefined;
  /** When the try began that is under way or was the last. */
  triedAt: number;
};

/**
 * Carries operations over outages of the database. All operations of one database share what is
 * known of the outage: its beginning, and with it the moment to give up.
 */
export class DatabasePatience {
  readonly #options: PatienceOptions;
  readonly #timer: Timer;
  readonly #random: () => number;
  /** When the first operation failed since the last one that did not. */
  #outageSince: number | undefined;

  constructor(options: PatienceOptions, timer: Timer, random: () => number) {
    this.#options = options;
    this.#timer = timer;
    this.#random = random;
  }

  /**
   * Runs `operation` until it succeeds, fails for good, or the outage has lasted longer than the
   * patience. `attempt` counts from 1; above 1 an earlier one may have been committed without our
   * hearing of it, so the operation must be repeatable.
   *
   * Throws what `asDatabaseError` makes of the last failure; the signal's reason where that ends a
   * wait.
   */
  async keepTrying<T>(
    operation: (attempt: number) => Promise<T>,
    { exhausted = "abort" }: TransactionOptions = {},
  ): Promise<T> {
    const failures: Failures = { passing: 0, again: 0, since: undefined, triedAt: 0 };
    for (let attempt = 1; ; attempt += 1) {
      failures.triedAt = this.#timer.monotonic();
      try {
        const result = await operation(attempt);
        this.#noteAnswer(failures);
        return result;
      } catch (error) {
        await this.#waitAfter(error, failures, exhausted);
      }
    }
  }

  /** Returns when the operation is worth another try; throws where it is not. */
  async #waitAfter(
    error: unknown,
    failures: Failures,
    exhausted: "abort" | "fail-slice",
  ): Promise<void> {
    const meaning = meaningOf(error);
    if (meaning === "passing") {
      await this.#waitForReturn(error, failures);
      return;
    }
    this.#noteAnswer(failures);
    if (meaning !== "again") {
      throw asDatabaseError(error);
    }
    failures.again += 1;
    if (failures.again >= triesMax(error)) {
      throw exhausted === "fail-slice" && error instanceof Error
        ? asSliceFailure(error, failures.again)
        : asDatabaseError(error);
    }
    await this.#sleep(error, backoff(failures.again, AGAIN_DELAY_MS, AGAIN_DELAY_MAX_MS));
  }

  async #waitForReturn(error: unknown, failures: Failures): Promise<void> {
    const now = this.#timer.monotonic();
    this.#noteOutage(error, now);
    failures.passing += 1;
    failures.since ??= now;
    // Its own failures count too: the others may get through on connections that they have.
    const since = Math.min(failures.since, this.#outageSince ?? now);
    const left = since + this.#options.patienceMs - now;
    if (left <= 0) {
      throw asDatabaseError(error, { outageMs: now - since });
    }
    const delayMs = backoff(failures.passing, OUTAGE_DELAY_MS, OUTAGE_DELAY_MAX_MS);
    await this.#sleep(error, Math.min(delayMs, left));
  }

  async #sleep(error: unknown, delayMaxMs: number): Promise<void> {
    const { signal } = this.#options;
    if (signal?.aborted === true) {
      throw asDatabaseError(error);
    }
    await this.#timer.sleep(this.#random() * delayMaxMs, signal);
  }

  #noteOutage(error: unknown, now: number): void {
    if (this.#outageSince === undefined) {
      this.#outageSince = now;
      if (this.#options.patienceMs > 0) {
        this.#options.onOutage?.(error);
      }
    }
  }

  // The database has answered, be it with a refusal: whatever outage there was is over. What was
  // asked before it began proves nothing: that answer may have been on its way already.
  #noteAnswer({ triedAt }: Failures): void {
    if (this.#outageSince !== undefined && triedAt >= this.#outageSince) {
      const outageMs = this.#timer.monotonic() - this.#outageSince;
      this.#outageSince = undefined;
      if (this.#options.patienceMs > 0) {
        this.#options.onRecovery?.(outageMs);
      }
    }
  }
}

function triesMax(error: unknown): number {
  return error instanceof DatabaseError && error.code === LOCK_TIMEOUT ? LOCK_TRIES_MAX : AGAIN_MAX;
}

/** The longest wait before the next try; the wait itself is anything up to it. */
function backoff(failures: number, firstMs: number, maxMs: number): number {
  return Math.min(maxMs, firstMs * 2 ** (failures - 1));
}
