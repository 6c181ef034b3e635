import type { Side } from "../../../domain/check.ts";

/** By what a side is grouped, and other particulars of it. */
type SideOptions = Omit<Side, "source" | "stream" | "measure">;

/** What a stream charges: the sum of `total_cost`. */
export function chargedBy(stream: string, options: SideOptions = {}): Side {
  const measure = { kind: "sum", columns: ["total_cost"] } as const;
  return { source: options.table ?? stream, stream, measure, ...options };
}

/** The sum of another column. */
export function sumOf(stream: string, column: string, options: SideOptions = {}): Side {
  const measure = { kind: "sum", columns: [column] } as const;
  return { source: `${options.table ?? stream}.${column}`, stream, measure, ...options };
}

/** The sum of what several columns, one with a minus subtracted, come to; `name` says what that is. */
export function sumOfTerms(
  stream: string,
  { name, columns, ...options }: SideOptions & { name: string; columns: readonly string[] },
): Side {
  const source = `${options.table ?? stream}.${name}`;
  return { source, stream, measure: { kind: "sum", columns }, ...options };
}
