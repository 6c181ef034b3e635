import type { Stream } from "../../../src/domain/stream.ts";
import type { Table } from "../../../src/domain/table.ts";
import { compareGroups } from "./compare-groups.ts";
import { compareLines } from "./compare-lines.ts";
import { compareMembers } from "./compare-members.ts";
import type { ExpectedRecord, ExpectedSlice } from "./expected-slice.ts";
import { difference, textOf } from "./row-difference.ts";
import type { StoredRow } from "./slice-rows.ts";

export type Stored = {
  readonly tables: readonly (readonly StoredRow[])[];
  readonly uin: string;
  readonly month: string | undefined;
  /** Members the account's list showed before. */
  readonly members: readonly string[];
};

/** What differs between the rows that a slice should have and those it has; undefined where nothing does. */
export function compareSlice(
  stream: Stream,
  expected: ExpectedSlice,
  stored: Stored,
): string | undefined {
  const [first, ...others] = stream.tables;
  if (first === undefined) {
    return undefined;
  }
  if (first.mode !== "replace") {
    return compareMembers(first, expected, {
      rows: stored.tables[0] ?? [],
      members: stored.members,
    });
  }
  const scoped = stream.tables.map((table, index) =>
    inScope(table, stored.tables[index] ?? [], stored),
  );
  const strange = scoped.find((rows) => typeof rows === "string");
  if (typeof strange === "string") {
    return strange;
  }
  const tables = scoped.filter((rows) => typeof rows !== "string");
  if (first.line !== undefined) {
    return compareLines(first, expected.records, tables[0] ?? []);
  }
  return first.ordinal === undefined
    ? compareFlat(others.length, expected.records, tables)
    : compareGroups(stream.tables, expected.records, tables);
}

// Every row must be of the slice's own UIN and month.
function inScope(
  table: Table,
  rows: readonly StoredRow[],
  { uin, month = "" }: Stored,
): readonly StoredRow[] | string {
  const column = table.uinColumn ?? "customer_uin";
  const stranger = rows.find((row) => row[column] !== uin || row["bill_month"] !== `${month}-01`);
  return stranger === undefined
    ? rows.map(({ [column]: _uin, bill_month: _month, ...row }) => row)
    : `${table.name} has a row of another bill: ${textOf(stranger)}`;
}

function compareFlat(
  inner: number,
  records: readonly ExpectedRecord[],
  tables: readonly (readonly StoredRow[])[],
): string | undefined {
  const expected = [
    records.map(({ row }) => row),
    ...Array.from({ length: inner }, (_, at) => records.flatMap(({ within }) => within[at] ?? [])),
  ];
  return expected
    .map((rows, index) => difference(`table ${index + 1}`, rows, tables[index] ?? []))
    .find((problem) => problem !== undefined);
}
