import type { Account } from "../src/domain/account.ts";

/** A lane that a worker keeps busy: slices of one stream, again and again. */
export type LanePlan = {
  readonly account: Account;
  readonly stream: string;
  readonly uins: readonly string[];
  readonly month: string;
  /** One slice after the other: pages are then all there is to keep the lane busy. */
  readonly oneSliceAtOnce: boolean;
};

/** What a lane worker is started with; travels as JSON. */
export type LaneWorkerSetup = {
  readonly origin: string;
  readonly databaseUrl: string;
  readonly seconds: number;
  readonly lanes: readonly LanePlan[];
};

export type ToLaneWorker = "go";

export type FromLaneWorker =
  | { readonly kind: "ready" }
  /** Slices that were given up, and the first reason. */
  | { readonly kind: "done"; readonly failed: number; readonly firstFailure: string | undefined };
