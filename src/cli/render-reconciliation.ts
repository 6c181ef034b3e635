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

const COLUMNS: readonly TableColumn[] = [
  { title: "account", isCuttable: true },
  { title: "customer" },
  { title: "month" },
  { title: "total", align: "right" },
  { title: "equal" },
  { title: "verdict" },
];

/**
 * Every bill with its total and how many of its other sources equal it, mismatches first; below a
 * mismatch the figures that differ. Fits 80 columns for totals of up to 23 digits. Pure.
 */
export function renderReconciliation(results: readonly CheckResult[], widthMax?: number): string {
  if (results.length === 0) {
    return "Nothing to compare yet: no bill is loaded.\n";
  }
  const bills = compareBills(results);
  const [titles = "", rule = "", ...rows] = renderTable(COLUMNS, bills.map(rowOf), widthMax)
    .trimEnd()
    .split("\n");
  const lines = rows.flatMap((row, index) => [row, ...differenceLines(bills[index])]);
  const sources = sourcesOf(results).map(shortName);
  return [
    [titles, rule, ...lines, "", countLine(bills)].join("\n"),
    `Equal: to the last digit, out of ${sources.join(", ")}.\n`,
    bills.some(({ verdict }) => verdict === "not_comparable") ? NOT_COMPARABLE : "",
  ].join("");
}

const NOT_COMPARABLE =
  "Not comparable: the running month, whose summaries lag, or what is not loaded.\n";

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

function rowOf(bill: ComparedBill): readonly string[] {
  const { account, uin, billMonth, verdict } = bill;
  return [
    account,
    uin,
    monthText(billMonth),
    bill.total ?? "–",
    equalText(bill),
    VERDICT_WORDS[verdict],
  ];
}

function equalText({ total, others, differences }: ComparedBill): string {
  const loaded = others.filter(({ figure }) => figure !== null);
  return total === null ? "–" : `${loaded.length - differences.length} of ${others.length}`;
}

// The running month's differences are none: its details are ahead of its summaries.
function differenceLines(bill: ComparedBill | undefined): readonly string[] {
  return bill?.verdict === "mismatch"
    ? bill.differences.map(
        ({ source, figure, difference }) =>
          `  ${shortName(source)} says ${figure}, off by ${difference}`,
      )
    : [];
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
