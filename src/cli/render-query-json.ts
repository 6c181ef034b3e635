import type { QueryResultPart } from "../app/run-query.ts";
import type { ResultPrinter } from "./render-query.ts";

/**
 * A result as one JSON array of objects. NULL is null, a boolean true or false; everything else is
 * a text as PostgreSQL writes it, numbers too, for a JSON reader would round them. A column whose
 * name repeats is told apart as `name_2`.
 */
export function createQueryJson(): ResultPrinter {
  let isEmpty = true;
  return {
    part: ({ fields, rows }) => {
      const names = distinctNames(fields.map(({ name }) => name));
      return rows
        .map((row) => {
          const values = row.map((value, index) => jsonValue(value, fields[index]));
          const before = isEmpty ? "[\n" : ",\n";
          isEmpty = false;
          return `${before}  ${JSON.stringify(Object.fromEntries(names.map((name, index) => [name, values[index]])))}`;
        })
        .join("");
    },
    end: () => (isEmpty ? "[]\n" : "\n]\n"),
  };
}

function jsonValue(
  value: string | null,
  field: QueryResultPart["fields"][number] | undefined,
): string | boolean | null {
  return value !== null && field?.kind === "boolean" ? value === "t" : value;
}

function distinctNames(names: readonly string[]): readonly string[] {
  const taken = new Set<string>();
  return names.map((name) => {
    let distinct = name;
    for (let number = 2; taken.has(distinct); number += 1) {
      distinct = `${name}_${number}`;
    }
    taken.add(distinct);
    return distinct;
  });
}
