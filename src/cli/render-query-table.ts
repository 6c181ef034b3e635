import type { QueryResultPart } from "../app/run-query.ts";
import type { ResultPrinter } from "./render-query.ts";
import { createTablePrinter, type TablePrinter } from "./render-table.ts";

/** What stands for NULL, so that it is told from an empty text and from the word. */
const NULL_SIGN = "∅";

/** A result as a table for people: figures to the right, texts cut to `widthMax` where that is given. */
export function createQueryTable(widthMax: number | undefined): ResultPrinter {
  let print: TablePrinter | undefined;
  return {
    part: ({ fields, rows }: QueryResultPart) => {
      if (fields.length === 0) {
        return "";
      }
      print ??= createTablePrinter(
        fields.map(({ name, kind }) => ({
          title: name,
          align: kind === "number" ? "right" : "left",
          isCuttable: kind === "text",
        })),
        { widthMax },
      );
      return print(rows.map((row) => row.map((value) => value ?? NULL_SIGN)));
    },
    end: () => "",
  };
}
