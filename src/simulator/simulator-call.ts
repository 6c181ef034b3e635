/** What the simulator remembers of a call. No signature, key or token is part of it. */
export type SimulatorCall = {
  /** Monotonic (performance.now()), read first thing when the call's headers arrived. */
  readonly atMs: number;
  /** As claimed by the caller; '' where the call has none. */
  readonly secretId: string;
  readonly service: string;
  readonly action: string;
  readonly version: string;
  /** The request body's fields; empty while it is still arriving, and where it is no JSON object. */
  readonly params: Readonly<Record<string, unknown>>;
  /** `ok`, the error's code, the kind of the fault, `pending` before the answer, or `aborted` where the caller went away. */
  readonly outcome: string;
};
