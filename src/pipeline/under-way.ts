import { describeSlice, type Slice } from "../domain/slice.ts";

export type Activity = "extracting" | "loading";

/** Which slices a run has in its hands, and what it does with them: for the one who waits for its end. */
export class UnderWay {
  readonly #activities = new Map<Slice, Activity>();

  note(slice: Slice, activity: Activity): void {
    this.#activities.set(slice, activity);
  }

  forget(slice: Slice): void {
    this.#activities.delete(slice);
  }

  /** `loading main · partner_bill_detail · 200000000001 · 2026-10`, one for each slice. */
  describe(): readonly string[] {
    return [...this.#activities].map(([slice, activity]) => `${activity} ${describeSlice(slice)}`);
  }
}
