const WINDOW_MS = 5_000;

type Sample = { readonly atMs: number; readonly calls: number };

/** Calls per second over the last five seconds, from counts read now and then. */
export class CallRate {
  #samples: readonly Sample[];

  /** Begins with no calls at `atMs`, of the clock that `at` is given. */
  constructor(atMs: number) {
    this.#samples = [{ atMs, calls: 0 }];
  }

  /** The rate at `atMs`, when `calls` have been made in all. Asked in the order of time. */
  at(atMs: number, calls: number): number {
    const samples = [...this.#samples, { atMs, calls }];
    // The newest sample that lies a whole window back is kept: it is where the window begins.
    const begin = Math.max(
      0,
      samples.findLastIndex((sample) => sample.atMs <= atMs - WINDOW_MS),
    );
    this.#samples = samples.slice(begin);
    const [oldest] = this.#samples;
    const elapsedMs = oldest === undefined ? 0 : atMs - oldest.atMs;
    return oldest === undefined || elapsedMs <= 0 ? 0 : ((calls - oldest.calls) * 1000) / elapsedMs;
  }
}
