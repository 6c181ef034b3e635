import type { Tick, TickBook, TickState } from "../../../src/domain/tick-book.ts";

/** The database's side of the port, shared by as many processes as a test has. */
export class MemoryTicks implements TickBook {
  readonly #states = new Map<number, TickState>();
  #failure: Error | undefined;
  questions = 0;

  async lastTick(notAfter: number): Promise<Tick | undefined> {
    this.questions += 1;
    if (this.#failure !== undefined) {
      throw this.#failure;
    }
    const [dueAt] = [...this.#states.keys()]
      .filter((at) => at <= notAfter)
      .toSorted((a, b) => b - a);
    const state = dueAt === undefined ? undefined : this.#states.get(dueAt);
    return dueAt === undefined || state === undefined ? undefined : { dueAt, state };
  }

  /** As `RunBook.begin`: false where the tick was run or another process is at it. */
  begin(dueAt: number): boolean {
    const state = this.#states.get(dueAt);
    if (state === "ran" || state === "running") {
      return false;
    }
    this.#states.set(dueAt, "running");
    return true;
  }

  set(dueAt: number | string, state: TickState): void {
    this.#states.set(typeof dueAt === "string" ? Date.parse(dueAt) : dueAt, state);
  }

  fail(failure: Error | undefined): void {
    this.#failure = failure;
  }
}
