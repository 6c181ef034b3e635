import { sliceKey, type Slice } from "../../../src/domain/slice.ts";
import type { Page } from "../../../src/domain/source.ts";
import type {
  Claim,
  ClaimAnswer,
  LoadResult,
  OpenRun,
  SliceBook,
  SliceFailureRecord,
  SliceState,
} from "../../../src/domain/warehouse.ts";

export const RUN: OpenRun = { runId: "run-1", kind: "sync", continues: undefined, startEpoch: "0" };

/** A slice book in memory, with a diary of what was done to it. */
export class MemorySlices implements SliceBook {
  /** `stage 2`, `discard`, `load 3`, `fail Code`, `release`: what happened, with row counts. */
  readonly diary: string[] = [];
  /** The gate that each slice was loaded with, by slice key. */
  readonly gates = new Map<string, string>();
  /** What a slice's rows add up to. */
  amountOf: (slice: Slice) => string = () => "1.00";
  readonly #rows = new Map<string, number>();
  readonly #staged = new Map<string, number>();
  readonly #failsToStage: Error | undefined;
  readonly #stagedBefore: readonly number[];

  constructor(
    rows: readonly (readonly [Slice, number])[] = [],
    {
      failsToStage,
      stagedBefore = [],
    }: {
      readonly failsToStage?: Error;
      /** Rows of the pages that an earlier try staged. */
      readonly stagedBefore?: readonly number[];
    } = {},
  ) {
    this.#failsToStage = failsToStage;
    this.#stagedBefore = stagedBefore;
    for (const [slice, count] of rows) {
      this.#rows.set(sliceKey(slice), count);
    }
  }

  rowsOf(slice: Slice): number {
    return this.#rows.get(sliceKey(slice)) ?? 0;
  }

  states(): Promise<readonly SliceState[]> {
    return Promise.resolve([]);
  }

  register(): Promise<void> {
    return Promise.resolve();
  }

  prepareMonths(): Promise<void> {
    return Promise.resolve();
  }

  claim(run: OpenRun, slice: Slice, _now: number): Promise<ClaimAnswer> {
    return Promise.resolve({ kind: "claimed", claim: this.claimOf(slice, run) });
  }

  claimOf(slice: Slice, run: OpenRun = RUN): Claim {
    const staged = this.#stagedBefore.map((rows, index) => ({
      request: 0,
      number: index + 1,
      rows,
      mark: `mark ${index + 1}`,
    }));
    this.#staged.set(
      sliceKey(slice),
      this.#stagedBefore.reduce((sum, rows) => sum + rows, 0),
    );
    const rowCount = String(this.rowsOf(slice));
    const gate = this.gates.get(sliceKey(slice));
    return { slice, runId: run.runId, epoch: "1", rowCount, staged, gate };
  }

  async stage({ slice }: Claim, page: Page): Promise<void> {
    // A database takes a while; whoever does not wait for it loads too little.
    await new Promise((resolve) => {
      setImmediate(resolve);
    });
    if (this.#failsToStage !== undefined) {
      throw this.#failsToStage;
    }
    const rows = page.rows[0]?.length ?? 0;
    this.#staged.set(sliceKey(slice), (this.#staged.get(sliceKey(slice)) ?? 0) + rows);
    this.diary.push(`stage ${rows}`);
  }

  discard({ slice }: Claim): Promise<void> {
    this.#staged.delete(sliceKey(slice));
    this.diary.push("discard");
    return Promise.resolve();
  }

  stagedRows({ slice }: Claim): Promise<number> {
    return Promise.resolve(this.#staged.get(sliceKey(slice)) ?? 0);
  }

  verify({ slice }: Claim): Promise<LoadResult> {
    this.diary.push("verify");
    const rows = this.rowsOf(slice);
    const counts = { rows, rowsAdded: 0, rowsChanged: 0, rowsRemoved: 0, unknownFields: {} };
    return Promise.resolve({ status: rows === 0 ? "empty" : "loaded", amount: "1.00", ...counts });
  }

  load({ slice }: Claim, _now: number, gate?: string): Promise<LoadResult> {
    const rows = this.#staged.get(sliceKey(slice)) ?? 0;
    const before = this.rowsOf(slice);
    this.#staged.delete(sliceKey(slice));
    this.#rows.set(sliceKey(slice), rows);
    this.diary.push(`load ${rows}`);
    if (gate !== undefined) {
      this.gates.set(sliceKey(slice), gate);
    }
    return Promise.resolve({
      status: rows === 0 ? "empty" : "loaded",
      rows,
      amount: this.amountOf(slice),
      rowsAdded: Math.max(0, rows - before),
      rowsChanged: 0,
      rowsRemoved: Math.max(0, before - rows),
      unknownFields: {},
    });
  }

  fail(_claim: Claim, failure: SliceFailureRecord, _now: number): Promise<void> {
    this.diary.push(`fail ${failure.status} ${failure.code}`);
    return Promise.resolve();
  }

  release(_claim: Claim): Promise<void> {
    this.diary.push("release");
    return Promise.resolve();
  }
}
