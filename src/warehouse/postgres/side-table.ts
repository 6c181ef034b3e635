import type { Side } from "../../domain/check.ts";
import type { Stream } from "../../domain/stream.ts";
import type { Table } from "../../domain/table.ts";

/** The table that a side measures. Throws a plain `Error` where no stream fills it: a defect. */
export function tableOf(
  streams: readonly Stream[],
  side: Pick<Side, "source" | "stream" | "table">,
): Table {
  const tables = streams.find(({ name }) => name === side.stream)?.tables ?? [];
  const table =
    side.table === undefined ? tables[0] : tables.find(({ name }) => name === side.table);
  if (table === undefined) {
    throw new Error(`a check compares ${side.source}, which no stream fills`);
  }
  return table;
}
