import PQueue from "p-queue";
import type { Clock } from "../../domain/clock.ts";
import type { Slot, SlotBook } from "../../domain/slot-book.ts";
import { watchDeparture } from "./departure.ts";

export type LaneQueueOptions = {
  readonly key: string;
  readonly callsPerSecond: number;
  readonly slots: SlotBook;
  readonly clock: Clock;
};

// Two per cent of air between calls: what the loopback's and the timers' jitter takes at most.
const SPACING_FACTOR = 1.02;
// A call that is ready later than this after its slot would land too close to the next one.
const LATENESS_MAX_MS = 10;
// What a departure is later than this moves the next slot; less is within the two per cent.
const LATE_DEPARTURE_MS = 4;
// A process's first call on a lane arrives up to this much later than it left: the other side has to
// accept the connection, and both run code that was never run before (36 to 87 ms seen on loopback).
const COLD_START_MS = 100;
// How long an answer may take before the lane would run out of calls in flight.
const SLOW_ANSWER_S = 4;
const IN_FLIGHT_MAX = 128;

/** How many calls a lane needs in flight so that slow answers do not hold up the next slot. */
export function callsInFlight(callsPerSecond: number): number {
  return Math.min(IN_FLIGHT_MAX, Math.ceil(callsPerSecond * SLOW_ANSWER_S) + 2);
}

/**
 * The queue of one lane in this process. p-queue orders the calls and bounds how many are under
 * way; when each may leave is decided by the slot book that all processes share.
 */
export class LaneQueue {
  readonly #queue: PQueue;
  readonly #options: LaneQueueOptions;
  /** Ends when the last caller has taken its slot: a process holds one unused slot at a time. */
  #turn: Promise<unknown> = Promise.resolve();
  #isCold = true;

  constructor(options: LaneQueueOptions) {
    this.#options = options;
    this.#queue = new PQueue({ concurrency: callsInFlight(options.callsPerSecond) });
  }

  /**
   * Runs `call` as soon as the lane has room; it takes a slot for each attempt by itself. An aborted
   * `signal` takes a call that waits out of the queue; one that has begun ends by itself.
   */
  async add<T>(call: () => Promise<T>, signal: AbortSignal): Promise<T> {
    const waiting = new AbortController();
    const giveUp = (): void => waiting.abort(signal.reason);
    signal.addEventListener("abort", giveUp, { once: true });
    if (signal.aborted) {
      giveUp();
    }
    const begin = async (): Promise<T> => {
      signal.removeEventListener("abort", giveUp);
      return await call();
    };
    try {
      return await this.#queue.add(begin, { signal: waiting.signal });
    } finally {
      signal.removeEventListener("abort", giveUp);
    }
  }

  /**
   * Waits for a slot and starts `send` in it. Nothing awaits between the look at the clock and the
   * start of `send`, so what was checked is what happens; and the next caller's turn comes only when
   * this call has really left, so that a slow connect cannot squeeze the two together.
   */
  async inSlot<T>(send: () => Promise<T>, signal: AbortSignal): Promise<T> {
    const before = this.#turn;
    const over = Promise.withResolvers<void>();
    this.#turn = over.promise;
    try {
      await before;
      const dueAt = await this.#awaitSlot(signal);
      const departed = Promise.withResolvers<number>();
      const depart = (): void => departed.resolve(this.#options.clock.monotonic());
      const sent = watchDeparture(send, depart);
      sent.then(depart, depart);
      await this.#keepDistance((await departed.promise) - dueAt);
      over.resolve();
      return await sent;
    } finally {
      over.resolve();
    }
  }

  /** Slows the lane down, for all processes, after a throttle answer. */
  async penalise(): Promise<void> {
    await this.#options.slots.penalise(this.#options.key);
  }

  async #keepDistance(lateMs: number): Promise<void> {
    if (lateMs > LATE_DEPARTURE_MS) {
      await this.#options.slots.postpone(this.#options.key, lateMs - LATE_DEPARTURE_MS);
    }
  }

  /** Resolves in a slot, with the monotonic time it began. */
  async #awaitSlot(signal: AbortSignal): Promise<number> {
    const { key, callsPerSecond, slots, clock } = this.#options;
    const spacingMs = (SPACING_FACTOR * 1000) / callsPerSecond + (this.#isCold ? COLD_START_MS : 0);
    let missed: Slot | undefined;
    for (;;) {
      signal.throwIfAborted();
      const slot: Slot = await slots.reserve(key, spacingMs, missed);
      const dueAt = clock.monotonic() + slot.delayMs;
      await sleepUntil(dueAt, clock, signal);
      if (clock.monotonic() - dueAt <= LATENESS_MAX_MS) {
        this.#isCold = false;
        return dueAt;
      }
      missed = slot;
    }
  }
}

// Timers fire up to a millisecond early, and early is exactly what a rate limit does not forgive.
async function sleepUntil(dueAt: number, clock: Clock, signal: AbortSignal): Promise<void> {
  for (let left = dueAt - clock.monotonic(); left > 0; left = dueAt - clock.monotonic()) {
    await clock.sleep(left, signal);
  }
}
