import type { SlicePlan } from "../app/make-plan.ts";
import type { ConfiguredPlan } from "../app/plan-configured.ts";
import { durationText } from "./duration-text.ts";
import { renderTable } from "./render-table.ts";

/** What would be called, for people: slices by account, stream and reason, then calls by lane. Pure. */
export function planSummary(plan: ConfiguredPlan): string {
  if (plan.slices.length === 0) {
    return ["Nothing is due.\n", ...skippedLines(plan)].join("\n");
  }
  return [
    `${count(plan.slices.length)} slices in about ${count(plan.calls)} calls, about ${durationText(plan.etaSeconds * 1000)}; nothing was written.`,
    ...savedLines(plan),
    "",
    slicesTable(plan.slices),
    lanesTable(plan),
    ...skippedLines(plan),
    ...closedLines(plan),
  ].join("\n");
}

function savedLines({ calls, callsSaved }: ConfiguredPlan): readonly string[] {
  if (callsSaved === 0) {
    return [];
  }
  const percent = Math.round((callsSaved * 100) / (calls + callsSaved));
  return [
    `${count(callsSaved)} calls (${percent} %) are saved: bills whose total and first page are as they were are not read again.`,
  ];
}

// A backfill that leaves bills alone has to say which: whoever asked for them expects them.
function closedLines({ closed }: ConfiguredPlan): readonly string[] {
  const bills = closed.map(
    ({ account, uin, billMonth }) =>
      `closed, left alone: ${account} · ${uin} · ${billMonth.slice(0, 7)}\n`,
  );
  return bills.length === 0 ? [] : [...bills, "npm run reopen opens a closed month again.\n"];
}

/** The same for programs: one JSON document with every slice; `scrub` is applied to the vendor's words. */
export function planSummaryJson(plan: ConfiguredPlan, scrub: (text: string) => string): string {
  const { exitCode, unreadLists, slices, ...rest } = plan;
  const document = {
    exitCode,
    ...rest,
    withoutDatabase: plan.withoutDatabase ?? null,
    unreadLists: unreadLists.map(({ account, error }) => ({
      account,
      error: scrub(error.message),
    })),
    slices: slices.map((slice) => ({ ...slice, month: slice.month ?? null })),
  };
  return `${JSON.stringify(document, null, 2)}\n`;
}

function slicesTable(slices: readonly SlicePlan[]): string {
  const groups = Map.groupBy(slices, ({ account, stream, reason, mode }) =>
    [account, stream, reason, mode].join("\u0000"),
  );
  return renderTable(
    [
      { title: "account" },
      { title: "stream" },
      { title: "why" },
      { title: "months (UTC+8)" },
      { title: "slices", align: "right" },
    ],
    [...groups.values()].map((group) => [
      group[0]?.account ?? "",
      group[0]?.stream ?? "",
      whyText(group[0]),
      monthsText(group),
      count(group.length),
    ]),
  );
}

function whyText(slice: SlicePlan | undefined): string {
  return slice?.mode === "gated" ? `${slice.reason}, if it moved` : (slice?.reason ?? "");
}

function monthsText(slices: readonly SlicePlan[]): string {
  const months = [...new Set(slices.flatMap(({ month }) => month ?? []))].toSorted();
  const [first = "–"] = months;
  const last = months.at(-1);
  return last === undefined || last === first ? first : `${first} to ${last}`;
}

function lanesTable({ lanes }: ConfiguredPlan): string {
  const slowestFirst = lanes.toSorted((left, right) => right.seconds - left.seconds);
  return renderTable(
    [
      { title: "account" },
      { title: "lane" },
      { title: "calls", align: "right" },
      { title: "per second", align: "right" },
      { title: "takes", align: "right" },
    ],
    slowestFirst.map(({ account, lane, calls, callsPerSecond, seconds }) => [
      account,
      lane,
      count(calls),
      String(callsPerSecond),
      durationText(seconds * 1000),
    ]),
  );
}

function skippedLines({ skipped }: ConfiguredPlan): readonly string[] {
  return skipped.map(({ account, stream, why }) => `not planned: ${account} · ${stream}: ${why}\n`);
}

function count(number: number): string {
  return number.toLocaleString("en-US");
}
