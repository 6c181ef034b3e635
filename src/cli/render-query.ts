import type { QueryResultPart } from "../app/run-query.ts";

/** Turns a result into text, part by part; '' where a part adds nothing. */
export type ResultPrinter = {
  readonly part: (part: QueryResultPart) => string;
  /** What is still missing after the last part. */
  readonly end: () => string;
};
