import { sliceKey, type Slice } from "../src/domain/slice.ts";
import type { Plan } from "../src/pipeline/plan-slices.ts";

/** Counts the answers that a run reads for the rotating full check alone. */
export class WeeklyCalls {
  readonly #weekly = new Set<string>();
  #calls = 0;

  get calls(): number {
    return this.#calls;
  }

  note(plan: Plan): void {
    for (const { slice, reason } of plan.slices) {
      if (reason === "weekly full check") {
        this.#weekly.add(sliceKey(slice));
      }
    }
  }

  page(slice: Slice): void {
    this.#calls += this.#weekly.has(sliceKey(slice)) ? 1 : 0;
  }
}
