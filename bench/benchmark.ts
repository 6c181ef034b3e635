import type { BenchOptions } from "./bench-options.ts";

/** What a benchmark found out about one requirement. */
export type Finding = {
  readonly requirement: string;
  readonly target: string;
  readonly measured: string;
  /** Undefined where there is no target, and the figure is only told. */
  readonly isMet: boolean | undefined;
};

export type BenchContext = {
  readonly options: BenchOptions;
  /** A server on which databases may be made; the URL of one of its databases. */
  readonly adminUrl: string;
  /** One line, or a table, for the reader. */
  readonly print: (text: string) => void;
  /** Aborts when the reader has had enough. */
  readonly signal: AbortSignal;
};

/**
 * Measures one thing, prints its table and says what it means. Leaves nothing behind: databases and
 * processes end with it. Rejects where the work itself went wrong, never for a figure.
 */
export type Benchmark = (context: BenchContext) => Promise<readonly Finding[]>;
