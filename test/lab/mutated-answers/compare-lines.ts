import type { Table } from "../../../src/domain/table.ts";
import type { ExpectedRecord } from "./expected-slice.ts";
import { difference, numberingProblem, textOf } from "./row-difference.ts";
import type { StoredRow } from "./slice-rows.ts";

/** What users may rename, or what is no part of a line: nothing that a line without Id is known by. */
const NOT_IDENTIFYING = new Set([
  "source_action",
  "project_name",
  "instance_name",
  "tags",
  "extra",
]);

/** Compares bill lines: their content, and the line ids they have to have. */
export function compareLines(
  table: Table,
  records: readonly ExpectedRecord[],
  stored: readonly StoredRow[],
): string | undefined {
  const lines = stored.map(({ line_id, ...row }) => ({ lineId: line_id ?? "", row }));
  const content = difference(
    "lines",
    records.map(({ row }) => row),
    lines.map(({ row }) => row),
  );
  return content ?? identityProblem(table, records, lines);
}

type Line = { readonly lineId: string; readonly row: StoredRow };

function identityProblem(
  table: Table,
  records: readonly ExpectedRecord[],
  lines: readonly Line[],
): string | undefined {
  const identifying = Object.keys(table.columns).filter((name) => !NOT_IDENTIFYING.has(name));
  const fingerprint = (row: StoredRow): string => textOf(identifying.map((name) => row[name]));
  const hashed = lines.filter(({ lineId }) => /^h1:[0-9a-f]{32}#[0-9]+$/.test(lineId));
  const named = lines.filter((line) => !hashed.includes(line));
  return (
    difference(
      "lines with Ids",
      records.flatMap(({ lineId, row }) => (lineId === null ? [] : [[lineId, textOf(row)]])),
      named.map((line) => [baseOf(line), textOf(line.row)]),
    ) ??
    difference(
      "lines without Ids",
      records.flatMap(({ lineId, row }) => (lineId === null ? [fingerprint(row)] : [])),
      hashed.map(({ row }) => fingerprint(row)),
    ) ??
    numberingProblem(named, baseOf, numberOf) ??
    numberingProblem(hashed, baseOf, numberOf) ??
    numberingProblem(hashed, ({ row }) => fingerprint(row), numberOf)
  );
}

// X, X#2, X#3 for Ids; h1:…#1, h1:…#2 for lines without.
function baseOf({ lineId }: Line): string {
  return lineId.replace(/#[0-9]+$/, "");
}

function numberOf({ lineId }: Line): number {
  return Number(/#([0-9]+)$/.exec(lineId)?.[1] ?? "1");
}
