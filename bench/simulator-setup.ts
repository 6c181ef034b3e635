import type { SimulatedCredential } from "../src/simulator/tenant/tenant.ts";
import type { RateLimits } from "../src/simulator/wire/rate-window.ts";

/** What a simulator in a process of its own is started with; travels as JSON. */
export type SimulatorSetup = {
  readonly customers: number;
  /** Lines of each customer's month, customer by customer; begun anew where there are more customers. */
  readonly lines: readonly number[];
  /** Whether the running month has lines too; else only the month before it, which is over and stands still. */
  readonly withRunningMonth: boolean;
  /** Beside those every generated tenant has. */
  readonly credentials?: readonly SimulatedCredential[];
  readonly limits: RateLimits;
  readonly latencyMs: number;
};

/** What the benchmarks look at in a call. */
export type CallRecord = {
  /** When its headers reached the simulator, on the simulator's monotonic clock. */
  readonly atMs: number;
  readonly secretId: string;
  readonly lane: string;
  readonly outcome: string;
};

/** The calls since the start or the last reset. */
export type CallLog = {
  /** In the order of arrival. */
  readonly calls: readonly CallRecord[];
  /** The longest that the simulator's own event loop was held up: by so much an arrival may be timed too late. */
  readonly heldUpMs: number;
};

export type ToSimulator = "calls" | "reset";

export type FromSimulator =
  | { readonly kind: "ready"; readonly origin: string }
  | ({ readonly kind: "calls" } & CallLog);
