import type { CheckResult } from "../domain/reconciliation.ts";
import { type BillStanding, type ComparedBill, compareBills } from "./compare-bills.ts";
import { mismatchLine } from "./mismatch-line.ts";
import { renderTable, type TableColumn } from "./render-table.ts";
import { monthText } from "./render-time.ts";

const STANDING_WORDS: Readonly<Record<BillStanding, string>> = {
  match: "match",
  within_tolerance: "within tolerance",
  partly: "partly compared",
  mismatch: "MISMATCH",
  not_comparable: "not comparable",
};

// Nobody reads on among bills that are all right; --json has them all.
const MATCHING_SHOWN_MAX = 20;

const COLUMNS: readonly TableColumn[] = [
  { title: "account", isCuttable: true },
  { title: "customer" },
  { title: "month" },
  { title: "total", align: "right" },
  { title: "equal", align: "right" },
  { title: "verdict" },
];

/**
 * Every mismatch in a line of its own, then the bills, worst first, with their totals and how many
 * of their checks found both sides equal. Fits 80 columns for totals of up to 20 digits. Pure.
 */
export function renderReconciliation(results: readonly CheckResult[], widthMax?: number): string {
  if (results.length === 0) {
    return "Nothing to compare yet: no bill is loaded.\n";
  }
  const bills = compareBills(results);
  const shown = withoutManyMatches(bills);
  const rest = bills.length - shown.length;
  return [
    ...mismatchLines(results),
    renderTable(COLUMNS, shown.map(rowOf), widthMax).trimEnd(),
    ...(rest === 0 ? [] : [`and ${count(rest)} more that match; --json lists every check`]),
    "",
    countLine(bills),
    `Equal: to the last digit, out of the bill's checks.`,
    ...(bills.some(({ counts }) => counts.not_comparable > 0) ? [NOT_COMPARABLE] : []),
    "",
  ].join("\n");
}

const NOT_COMPARABLE = `Not comparable: the running month, whose summaries lag; what is not loaded; names that
no summary has; and what Tencent Cloud's own samples do not always keep to (R8).`;

/** The same for programs: one JSON array of the single checks, mismatches first, amounts as text. Pure. */
export function renderReconciliationJson(results: readonly CheckResult[]): string {
  const bad = results.filter(({ verdict }) => verdict === "mismatch");
  const others = results.filter(({ verdict }) => verdict !== "mismatch");
  const lines = [...bad, ...others].map(({ billMonth, ...check }) =>
    JSON.stringify({ ...check, month: monthText(billMonth) }),
  );
  return lines.length === 0 ? "[]\n" : `[\n${lines.join(",\n")}\n]\n`;
}

function mismatchLines(results: readonly CheckResult[]): readonly string[] {
  const mismatches = results.filter(({ verdict }) => verdict === "mismatch");
  const withAccount = new Set(results.map(({ account }) => account)).size > 1;
  return mismatches.length === 0
    ? []
    : [...mismatches.map((result) => mismatchLine(result, withAccount)), ""];
}

function withoutManyMatches(bills: readonly ComparedBill[]): readonly ComparedBill[] {
  const matching = bills.filter(({ standing }) => standing === "match");
  const others = bills.filter(({ standing }) => standing !== "match");
  return [...others, ...matching.slice(0, MATCHING_SHOWN_MAX)];
}

function rowOf(bill: ComparedBill): readonly string[] {
  const { account, uin, billMonth, total, counts, standing } = bill;
  const all = counts.match + counts.mismatch + counts.within_tolerance + counts.not_comparable;
  return [
    account,
    uin,
    monthText(billMonth),
    total ?? "–",
    `${counts.match} of ${all}`,
    STANDING_WORDS[standing],
  ];
}

function countLine(bills: readonly ComparedBill[]): string {
  const groups = Object.entries(
    Object.groupBy(bills, ({ standing }) => STANDING_WORDS[standing].toLowerCase()),
  );
  const counts = groups.map(([word, group]) => `${count(group?.length ?? 0)} ${word}`);
  const noun = bills.length === 1 ? "bill" : "bills";
  return `${count(bills.length)} ${noun}: ${counts.join(", ")}.`;
}

function count(number: number): string {
  return number.toLocaleString("en-US");
}
