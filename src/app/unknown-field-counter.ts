import type { SliceEnd } from "../pipeline/run-outcome.ts";
import type { UnknownField } from "./run-report.ts";

/** Adds up the fields that the slices of one run had and their streams do not declare. */
export class UnknownFieldCounter {
  readonly #rows = new Map<string, Map<string, number>>();

  count({ planned, unknownFields = {} }: SliceEnd): void {
    const { name } = planned.slice.stream;
    for (const [field, rows] of Object.entries(unknownFields)) {
      const fields = this.#rows.get(name) ?? new Map<string, number>();
      this.#rows.set(name, fields);
      fields.set(field, (fields.get(field) ?? 0) + rows);
    }
  }

  /** What was counted so far, by stream and field. */
  counted(): readonly UnknownField[] {
    return [...this.#rows]
      .flatMap(([stream, fields]) => [...fields].map(([field, rows]) => ({ stream, field, rows })))
      .toSorted((left, right) => orderOf(left, right));
  }
}

function orderOf(left: UnknownField, right: UnknownField): number {
  return compare(left.stream, right.stream) || compare(left.field, right.field);
}

function compare(left: string, right: string): number {
  return left < right ? -1 : left > right ? 1 : 0;
}
