import type { CheckResult, Verdict } from "../domain/reconciliation.ts";
import { type ComparedBill, compareBills, sourcesOf } from "./compare-bills.ts";
import { renderTable, type TableColumn } from "./render-table.ts";
import { monthText } from "./render-time.ts";

const VERDICT_WORDS: Readonly<Record<Verdict, string>> = {
  match: "match",
  within_tolerance: "within tolerance",
  mismatch: "MISMATCH",
  not_comparable: "not comparable",
};

/**
 * Every bill with the figures of its sources, mismatches first. Where the figures do not fit
 * `widthMax`, those that equal the month's total stand as `=`. Pure.
 */
export function renderReconciliation(results: readonly CheckResult[], widthMax?: number): string {
  if (results.length === 0) {
    return "Nothing to compare yet: no bill is loaded.\n";
  }
  const bills = compareBills(results);
  const sources = sourcesOf(results);
  const columns = columnsFor(sources);
  const full = rowsOf(bills, sources, false);
  const isWide = widthMax !== undefined && widthOf(columns, full) > widthMax;
  const rows = isWide ? rowsOf(bills, sources, true) : full;
  return [
    renderTable(columns, rows, widthMax),
    "\n",
    countLine(bills),
    isWide ? "= is the same as the total.\n" : "",
    bills.some(({ verdict }) => verdict === "not_comparable") ? NOT_COMPARABLE : "",
  ].join("");
}

const NOT_COMPARABLE =
  "Not comparable: the running month (summaries lag details by a day), or a side that is not loaded (–).\n";

/** The same for programs: one JSON array of the single checks, amounts as text. Pure. */
export function renderReconciliationJson(results: readonly CheckResult[]): string {
  const bad = results.filter(({ verdict }) => verdict === "mismatch");
  const others = results.filter(({ verdict }) => verdict !== "mismatch");
  return `${JSON.stringify(
    [...bad, ...others].map(({ billMonth, ...check }) => ({
      ...check,
      month: monthText(billMonth),
    })),
    null,
    2,
  )}\n`;
}

function columnsFor(sources: readonly string[]): readonly TableColumn[] {
  return [
    { title: "account", isCuttable: true },
    { title: "customer" },
    { title: "month" },
    ...sources.map((source) => ({ title: shortName(source), align: "right" as const })),
    { title: "difference" },
    { title: "verdict" },
  ];
}

function rowsOf(
  bills: readonly ComparedBill[],
  sources: readonly string[],
  isShort: boolean,
): readonly (readonly string[])[] {
  const total = sources.at(-1) ?? "";
  return bills.map((bill) => [
    bill.account,
    bill.uin,
    monthText(bill.billMonth),
    ...sources.map((source) => figureText(bill, { source, total, isShort })),
    differenceText(bill),
    VERDICT_WORDS[bill.verdict],
  ]);
}

function figureText(
  { figures, differences }: ComparedBill,
  { source, total, isShort }: { source: string; total: string; isShort: boolean },
): string {
  const figure = figures.get(source) ?? null;
  if (figure === null) {
    return "–";
  }
  const isSame =
    source !== total &&
    (figures.get(total) ?? null) !== null &&
    differences.every((difference) => difference.source !== source);
  return isShort && isSame ? "=" : figure;
}

function differenceText({ differences, verdict }: ComparedBill): string {
  if (differences.length === 0) {
    return verdict === "not_comparable" ? "–" : "0";
  }
  return differences
    .map(({ source, difference }) => `${shortName(source)} ${difference}`)
    .join(", ");
}

function widthOf(columns: readonly TableColumn[], rows: readonly (readonly string[])[]): number {
  const widths = columns.map(({ title }, index) =>
    rows.reduce((width, row) => Math.max(width, row[index]?.length ?? 0), title.length),
  );
  return widths.reduce((sum, width) => sum + width, 2 * (widths.length - 1));
}

function countLine(bills: readonly ComparedBill[]): string {
  const groups = Object.entries(Object.groupBy(bills, ({ verdict }) => VERDICT_WORDS[verdict]));
  const counts = groups.map(
    ([word, group]) => `${(group?.length ?? 0).toLocaleString("en-US")} ${word.toLowerCase()}`,
  );
  const noun = bills.length === 1 ? "bill" : "bills";
  return `${bills.length.toLocaleString("en-US")} ${noun}: ${counts.join(", ")}.\n`;
}

/** `partner_bill_by_pay_mode` is `pay mode` to people. */
function shortName(source: string): string {
  return source.replace(/^[a-z]+_bill_(by_)?/, "").replaceAll("_", " ");
}
