import type { Clock } from "../domain/clock.ts";
import type { Logger } from "../domain/logger.ts";
import type { OpenRun, RunBook } from "../domain/warehouse.ts";

export type GiveWayContext = {
  readonly run: OpenRun;
  readonly runs: RunBook;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly signal: AbortSignal;
};

// How stale the answer may be: a backfill begins at most the slices of a second after a sync came.
const LOOK_EVERY_MS = 1_000;

/**
 * A backfill gives way to a sync, slice by slice: what is under way goes on, and nothing new is begun
 * in a lane in which the sync still has slices to begin. Other lanes are not held up.
 */
export class GiveWay {
  readonly #context: GiveWayContext;
  #lookedAt = Number.NEGATIVE_INFINITY;
  #ahead: Promise<ReadonlySet<string>> = Promise.resolve(new Set<string>());
  readonly #told = new Set<string>();

  constructor(context: GiveWayContext) {
    this.#context = context;
  }

  /** Resolves when the lane is free, or the run is to end. Throws what the database throws. */
  async wait(lane: string): Promise<void> {
    const { run, clock, signal } = this.#context;
    if (run.kind !== "backfill") {
      return;
    }
    while (!signal.aborted && (await this.#lanesAhead()).has(lane)) {
      this.#tell(lane);
      await clock.sleep(LOOK_EVERY_MS, signal).catch(() => undefined);
    }
  }

  /** Tells others in which lanes this run still has slices to begin. */
  async noteBusy(lanes: readonly string[]): Promise<void> {
    const { run, runs } = this.#context;
    await runs.noteBusyLanes(run, lanes);
  }

  #lanesAhead(): Promise<ReadonlySet<string>> {
    const { run, runs, clock } = this.#context;
    const now = clock.monotonic();
    if (now - this.#lookedAt >= LOOK_EVERY_MS) {
      this.#lookedAt = now;
      this.#ahead = runs.lanesAhead(run);
    }
    return this.#ahead;
  }

  #tell(lane: string): void {
    if (!this.#told.has(lane)) {
      this.#told.add(lane);
      this.#context.logger.info("giving way to a sync", { lane });
    }
  }
}
