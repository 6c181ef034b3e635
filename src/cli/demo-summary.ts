import type { AddedUpBill, DemoFindings } from "../app/read-demo-findings.ts";
import type { RunReport } from "../app/run-report.ts";
import { DEMO_QUERIES } from "./demo-queries.ts";
import { durationText } from "./duration-text.ts";
import { renderTable } from "./render-table.ts";

// Six amounts of up to 14 characters behind customer and month.
const BILLS_WIDTH = 115;

/** What the demo shows when it is through. */
export type DemoOutcome = {
  readonly report: RunReport;
  readonly findings: DemoFindings;
  /** Whether the demo's database had bills before. */
  readonly isAgain: boolean;
  /** What the first of `DEMO_QUERIES` finds, as a table. */
  readonly answer: string;
  /** Where the report lies for a browser; undefined where none could be written. */
  readonly reportUrl: string | undefined;
};

/**
 * What has landed, that it adds up and how to ask it, for people. Sums that equal the total stand as
 * `=` where `widthMax` has no room for all of them. Pure.
 */
export function demoSummary(
  { report, findings, isAgain, answer, reportUrl }: DemoOutcome,
  widthMax?: number,
): string {
  const { calls, throttles } = report.result.counts;
  const duration = durationText(report.durationMs);
  const [shown, ...others] = DEMO_QUERIES;
  const isShort = widthMax !== undefined && widthMax < BILLS_WIDTH;
  return [
    `${count(calls)} signed calls over HTTP at the documented limits in ${duration}, ${throttles} throttled.`,
    changeLine(report, isAgain),
    "",
    countsTable(findings),
    "Every customer's month, added up in five ways, exactly (months in UTC+8):",
    "Σ regions = Σ pay modes = Σ products = total = Σ details",
    "",
    billsTable(findings.bills, isShort),
    ...(isShort ? ["= is the same as the total.", ""] : []),
    `${shown.question}  ${shown.sql}`,
    "",
    answer,
    "See it as a page of charts and tables:",
    "",
    reportUrl === undefined ? "  npm run report -- --demo" : `  open in a browser: ${reportUrl}`,
    "",
    "Ask yourself, with these or in psql, DBeaver, Power BI, Grafana:",
    "",
    ...others.map(({ sql }) => `  npm run query -- --demo "${sql}"`),
    "  npm run status -- --demo",
    "  npm run db -- url --demo",
    "",
    "Next, your own bills: copy .env.example to .env, fill in the account, npm run doctor, npm run sync.",
    "",
  ].join("\n");
}

/** The same for programs: one JSON document, amounts as text. Pure. */
export function demoSummaryJson({ report, findings, isAgain, reportUrl }: DemoOutcome): string {
  const { result, durationMs } = report;
  const { abort, ...run } = result;
  const document = {
    ...run,
    abort: abort?.message ?? null,
    durationMs: Math.round(durationMs),
    isAgain,
    reportUrl: reportUrl ?? null,
    ...findings,
  };
  return `${JSON.stringify(document, null, 2)}\n`;
}

function changeLine({ result: { counts } }: RunReport, isAgain: boolean): string {
  const { rowsAdded, rowsChanged, rowsRemoved } = counts;
  if (rowsAdded + rowsChanged + rowsRemoved === 0) {
    return "Run again: nothing changed since last time, so nothing was written.";
  }
  if (!isAgain) {
    return `${count(rowsAdded)} rows added.`;
  }
  const parts = [
    `${count(rowsAdded)} rows added`,
    ...(rowsChanged === 0 ? [] : [`${count(rowsChanged)} changed`]),
    ...(rowsRemoved === 0 ? [] : [`${count(rowsRemoved)} removed`]),
  ];
  return `${parts.join(", ")} since last time: the running month goes on.`;
}

function countsTable({ streams }: DemoFindings): string {
  return renderTable(
    [
      { title: "stream" },
      { title: "slices", align: "right" },
      { title: "table" },
      { title: "rows", align: "right" },
    ],
    streams.flatMap(({ stream, slices, tables }) =>
      tables.map(({ table, rows }, index) => [
        index === 0 ? stream : "",
        index === 0 ? count(slices) : "",
        table,
        count(Number(rows)),
      ]),
    ),
  );
}

function billsTable(bills: readonly AddedUpBill[], isShort: boolean): string {
  const amounts = isShort
    ? ["regions", "modes", "products", "total", "details", "off by"]
    : ["Σ regions", "Σ pay modes", "Σ products", "total", "Σ details", "difference"];
  return renderTable(
    [
      { title: "customer" },
      { title: "month" },
      ...amounts.map((title) => ({ title, align: "right" }) as const),
    ],
    bills.map(({ uin, month, regions, payModes, products, total, details, difference }) => {
      const sumText = (sum: string): string =>
        isShort && eightDecimals(sum) === eightDecimals(total) ? "=" : eightDecimals(sum);
      const sums = [regions, payModes, products].map(sumText);
      const off = isShort && !/[1-9]/.test(difference) ? "0" : eightDecimals(difference);
      return [uin, month, ...sums, eightDecimals(total), sumText(details), off];
    }),
  );
}

/** The same amount with the eight decimals that the vendor writes. Pure. */
function eightDecimals(amount: string): string {
  const [whole = "0", fraction = ""] = amount.split(".");
  return `${whole}.${fraction.padEnd(8, "0")}`;
}

function count(number: number): string {
  return number.toLocaleString("en-US");
}
