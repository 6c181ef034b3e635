import { describe, expect, test } from "vitest";
import {
  laneLoads,
  planRun,
  type PlanKnowledge,
  type PlanSettings,
  type RunRequest,
  scopeOf,
} from "../../../src/pipeline/plan-run.ts";
import { aState, aStream, anAccount } from "./a-stream.ts";
import { FakeSource } from "./fake-source.ts";

const NOW = Date.parse("2026-11-21T02:00:00Z");
const LIST = aStream({ name: "customer", slicing: "account", phase: "list" });
const SUMMARY = aStream({ name: "summary" });
const DETAIL = aStream({ name: "detail", phase: "detail" });
const PAYER = aStream({ name: "payer", slicing: "own-month", role: "payer" });
const SETTINGS: PlanSettings = {
  accounts: [anAccount(), anAccount({ name: "direct", roles: ["payer"], uin: "9" })],
  openMonths: 2,
  streams: undefined,
};
const KNOWLEDGE: PlanKnowledge = {
  streams: [LIST, SUMMARY, DETAIL, PAYER],
  now: NOW,
  customers: [{ account: "main", uin: "1", unboundAt: undefined }],
  states: [],
  closed: [],
  reopened: [],
  since: Date.parse("2026-10-10T02:00:00Z"),
};

function linesOf(request: Partial<RunRequest>, settings = SETTINGS): readonly string[] {
  const phases = ["list", "facts", "summary", "detail"] as const;
  return planRun({ kind: "sync", ...request }, settings, phases, KNOWLEDGE).slices.map(
    ({ slice }) => [slice.account, slice.stream.name, slice.month ?? "-"].join(" "),
  );
}

test("a sync is about its open months, and about earlier ones that were missed", () => {
  expect(linesOf({ streams: ["payer"] })).toEqual([
    "direct payer 2026-11",
    "direct payer 2026-10",
    "direct payer 2026-09",
  ]);
});

test("a backfill is about the months it was asked for and no others", () => {
  expect(linesOf({ kind: "backfill", months: ["2025-01"], streams: ["payer"] })).toEqual([
    "direct payer 2025-01",
  ]);
});

describe("a choice", () => {
  test("of accounts leaves the others alone", () => {
    expect(linesOf({ accounts: ["direct"] }).every((line) => line.startsWith("direct "))).toBe(
      true,
    );
  });

  test("of a partner's stream brings the customer list along, whatever was chosen", () => {
    const months = ["2025-01"];
    expect(linesOf({ months, streams: ["detail"] })).toEqual([
      "main customer -",
      "main detail 2025-01",
    ]);
  });

  test("of a payer's stream needs no customer list", () => {
    expect(linesOf({ months: ["2025-01"], streams: ["payer"] })).toEqual(["direct payer 2025-01"]);
  });

  test("of streams in a request goes before the configured one", () => {
    const settings = { ...SETTINGS, streams: ["summary"] };
    expect(linesOf({ months: ["2025-01"] }, settings)).toEqual([
      "main customer -",
      "main summary 2025-01",
    ]);
    expect(linesOf({ months: ["2025-01"], streams: ["payer"] }, settings)).toEqual([
      "direct payer 2025-01",
    ]);
  });
});

test("the scope of a run holds its months and filters, and nothing that was not asked for", () => {
  expect(scopeOf({ kind: "sync" }, SETTINGS, NOW)).toEqual({ months: ["2026-10", "2026-11"] });
  const request = {
    kind: "backfill",
    months: ["2025-01"],
    accounts: ["main"],
    customers: ["1"],
  } as const;
  expect(scopeOf(request, { ...SETTINGS, streams: ["summary"] }, NOW)).toEqual({
    months: ["2025-01"],
    accounts: ["main"],
    customers: ["1"],
    streams: ["summary"],
  });
});

test("the load of each lane is the sum of its slices' calls", () => {
  const paged = aStream({
    name: "paged",
    paging: { pageField: "P", sizeField: "S", size: 100, totalField: "T", list: "L" },
  });
  const source = new FakeSource(() => ({}));
  const states = [aState({ stream: "paged", uin: "1", billMonth: "2026-10-01", rowCount: "950" })];
  const knowledge = { ...KNOWLEDGE, streams: [LIST, paged], states, since: undefined };
  const plan = planRun({ kind: "sync" }, SETTINGS, ["list", "summary"], knowledge);
  expect(
    laneLoads(plan, source, knowledge).map(({ lane, calls, slices }) => [lane.name, calls, slices]),
  ).toEqual([
    ["billing.Describe customer", 1, 1],
    ["billing.Describe paged", 11, 2],
  ]);
});
