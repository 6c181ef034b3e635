import type { Column, ColumnKind } from "../../src/domain/column.ts";
import { JsonNumber } from "../../src/domain/json-number.ts";
import type { Json, JsonObject } from "../../src/domain/json.ts";
import type { Slice } from "../../src/domain/slice.ts";
import type { Table } from "../../src/domain/table.ts";

/** A value that a field of each kind may have, different for each `n`. */
const SAMPLES: Readonly<Record<ColumnKind, (n: number) => Json>> = {
  text: (n) => `Frankfurt\u00A0(${n})\t"é"\\`,
  code: (n) => `p_${n}`,
  identifier: (n) => ` 20000000000${n} `,
  decimal: (n) => `${n}.12345678901234567890`,
  integer: (n) => new JsonNumber(String(n)),
  time: (n) => `2026-10-0${n} 00:30:00`,
  json: (n) => [{ TagKey: "team", TagValue: `${n}` }],
};

/**
 * An answer about `slice` made from its stream's declaration alone: two records with every declared
 * field, two more inside each where a table lies within another, and a field nobody knows.
 */
export function sampleAnswer(slice: Slice): JsonObject {
  const [first] = slice.stream.tables;
  if (first === undefined || first.place.list === undefined) {
    return first === undefined ? {} : sampleRecord(first, slice, 1);
  }
  const inner = slice.stream.tables.filter((table) => table.place.within !== undefined);
  const records = [1, 2].map((n) => ({
    ...sampleRecord(first, slice, n),
    ...Object.fromEntries(
      inner.map((table) => [
        table.place.within ?? "",
        [1, 2].map((m) => sampleRecord(table, slice, m)),
      ]),
    ),
  }));
  return { [first.place.list]: records };
}

function sampleRecord(table: Table, { uin, month = "" }: Slice, n: number): JsonObject {
  const asked = { uin, month };
  return {
    ...Object.fromEntries(Object.values(table.columns).map((column) => sampleField(column, n))),
    ...Object.fromEntries(
      Object.entries(table.echoes ?? {}).map(([field, meaning]) => [field, asked[meaning]]),
    ),
    NobodyKnowsThis: `new ${n}`,
  };
}

function sampleField({ field, kind }: Column, n: number): readonly [string, Json] {
  return [field, SAMPLES[kind](n)];
}
