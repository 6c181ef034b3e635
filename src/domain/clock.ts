/**
 * Time as it comes in from the edge. Months, nights and staleness use `now`; lane slots and leases
 * use the database's clock, so that hosts whose clocks differ still agree.
 */
export interface Clock {
  /** Epoch milliseconds. */
  now(): number;
  /** Milliseconds of a clock that never steps back, for measuring how long something took. */
  monotonic(): number;
  /** Resolves after `delayMs`, or rejects with the signal's reason as soon as it aborts. */
  sleep(delayMs: number, signal?: AbortSignal): Promise<void>;
}
