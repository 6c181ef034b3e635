import { describe, expect, test } from "vitest";
import type { Account } from "../../../src/domain/account.ts";
import { describeSlice } from "../../../src/domain/slice.ts";
import type { Customer, SliceState } from "../../../src/domain/warehouse.ts";
import { boundCustomers, type PlanInput, planSlices } from "../../../src/pipeline/plan-slices.ts";
import { aState, aStream, anAccount } from "./a-stream.ts";

const LIST = aStream({ name: "list", slicing: "account", phase: "list" });
const SUMMARY = aStream({ name: "summary" });
const DETAIL = aStream({ name: "detail", phase: "detail" });
const OWN = aStream({ name: "own", slicing: "own-month", role: "customer" });
const PAYER = aStream({ name: "payer", slicing: "own-month", role: "payer" });
const BY_TAG = aStream({
  name: "by_tag",
  slicing: "own-month",
  role: "customer",
  requests: ({ tagKeys }) => tagKeys.map((key) => ({ TagKey: key })),
  withoutRequests: "no tag keys",
});

const CUSTOMERS: readonly Customer[] = [
  { account: "main", uin: "1", unboundAt: undefined },
  { account: "main", uin: "2", unboundAt: undefined },
  { account: "other", uin: "3", unboundAt: undefined },
];

function plan(change: Partial<PlanInput> = {}) {
  return planSlices({
    now: Date.parse("2026-11-20T01:30:00Z"),
    accounts: [anAccount()],
    streams: [SUMMARY],
    phases: ["list", "facts", "summary", "detail"],
    months: ["2026-10", "2026-11"],
    lookback: [],
    settling: [],
    isBackfill: false,
    customers: CUSTOMERS,
    states: [],
    closed: [],
    reopened: [],
    ...change,
  });
}

const linesOf = (change: Partial<PlanInput>): readonly string[] =>
  plan(change).slices.map(({ slice }) =>
    [slice.account, slice.stream.name, slice.uin, slice.month ?? "-"].join(" "),
  );

const left = (instant: string): readonly Customer[] => [
  { account: "main", uin: "1", unboundAt: Date.parse(instant) },
];

const reasons = (change: Partial<PlanInput>): readonly string[] =>
  plan({ customers: CUSTOMERS.slice(0, 1), ...change }).slices.map(
    ({ slice, reason }) => `${describeSlice(slice)}: ${reason}`,
  );

const required = (change: Partial<PlanInput>): readonly boolean[] =>
  plan({ months: ["2026-10"], ...change }).slices.map(({ isRequired }) => isRequired);

const loadedAt = (instant: string): readonly SliceState[] => [
  aState({ uin: "1", billMonth: "2026-09-01", lastSuccessAt: Date.parse(instant) }),
];

describe("an account gets", () => {
  const owner = anAccount({ name: "owner", uin: "9", roles: ["customer", "payer"] });

  test.each<[string, Partial<Account>, readonly string[]]>([
    ["a partner's streams for the role partner", {}, ["main summary 1 2026-10"]],
    [
      "a customer's for the role customer",
      { roles: ["customer"], uin: "9" },
      ["main own 9 2026-10"],
    ],
    ["a payer's for the role payer", { roles: ["payer"], uin: "9" }, ["main payer 9 2026-10"]],
    [
      "those of all its roles",
      { roles: ["customer", "payer"], uin: "9" },
      ["main own 9 2026-10", "main payer 9 2026-10"],
    ],
    ["nothing of its own without a UIN", { roles: ["customer"] }, []],
  ])("%s", (_, account, expected) => {
    const customers = CUSTOMERS.slice(0, 1);
    const streams = [SUMMARY, OWN, PAYER];
    expect(
      linesOf({ accounts: [anAccount(account)], streams, customers, months: ["2026-10"] }),
    ).toEqual(expected);
  });

  test("only the customers that are on its own list", () => {
    const accounts = [anAccount(), anAccount({ name: "other" }), owner];
    expect(linesOf({ accounts, months: ["2026-10"] })).toEqual([
      "main summary 1 2026-10",
      "main summary 2 2026-10",
      "other summary 3 2026-10",
    ]);
  });

  test("one slice without UIN or month of a stream that has one an account", () => {
    const { slices } = plan({ streams: [LIST] });
    expect(slices).toEqual([
      {
        slice: { account: "main", stream: LIST, uin: "", month: undefined },
        reason: "part of every run",
        mode: "full",
        isRequired: false,
      },
    ]);
  });
});

test("slices are begun phase by phase, and within a stream newest month first", () => {
  const streams = [DETAIL, SUMMARY, LIST];
  const customers = CUSTOMERS.slice(0, 1);
  expect(linesOf({ streams, customers, lookback: ["2026-08", "2026-09"] })).toEqual([
    "main list  -",
    ...["2026-11", "2026-10", "2026-09", "2026-08"].map((month) => `main summary 1 ${month}`),
    ...["2026-11", "2026-10", "2026-09", "2026-08"].map((month) => `main detail 1 ${month}`),
  ]);
});

test("only the phases that were asked for are planned", () => {
  expect(linesOf({ streams: [DETAIL, SUMMARY, LIST], phases: ["list"] })).toEqual(["main list  -"]);
});

describe("a customer that left its partner", () => {
  test.each([
    ["this month", "2026-11-10T00:00:00Z"],
    ["long ago", "2026-06-10T00:00:00Z"],
  ])("%s stays planned for every open month", (_, instant) => {
    const months = plan({ customers: left(instant) }).slices.map(({ slice }) => slice.month);
    expect(months).toEqual(["2026-11", "2026-10"]);
  });

  test.each<[string, string, readonly string[]]>([
    ["in a month of the lookback", "2026-09-10T00:00:00Z", ["2026-09", "2026-08"]],
    [
      "in the month before it, into the month after",
      "2026-08-10T00:00:00Z",
      ["2026-09", "2026-08"],
    ],
    [
      "earlier still, for the months it can have been billed for",
      "2026-07-10T00:00:00Z",
      ["2026-08"],
    ],
    ["long ago, for none", "2026-05-10T00:00:00Z", []],
    ["at midnight UTC+8, in the new month", "2026-07-31T16:00:00Z", ["2026-09", "2026-08"]],
  ])("is looked back at where it left %s", (_, instant, months) => {
    const change = { months: [], lookback: ["2026-08", "2026-09"], customers: left(instant) };
    expect(plan(change).slices.map(({ slice }) => slice.month)).toEqual(months);
  });

  test("is no longer on the list", () => {
    expect(boundCustomers([...CUSTOMERS, ...left("2026-10-10T00:00:00Z")], "main")).toEqual([
      "1",
      "2",
    ]);
  });
});

describe("customers asked for by name", () => {
  test("are planned alone, whether the list knows them or not", () => {
    expect(linesOf({ onlyCustomers: ["2", "7"], months: ["2026-10"] })).toEqual([
      "main summary 2 2026-10",
      "main summary 7 2026-10",
    ]);
  });

  test("leave an account's own bill out, unless it is one of them", () => {
    const accounts = [anAccount({ roles: ["customer"], uin: "9" })];
    const own = { accounts, streams: [OWN], months: ["2026-10"] };
    expect(linesOf({ ...own, onlyCustomers: ["2"] })).toEqual([]);
    expect(linesOf({ ...own, onlyCustomers: ["2", "9"] })).toEqual(["main own 9 2026-10"]);
  });
});

describe("a stream with nothing to ask", () => {
  test("is not planned, and the reason is said", () => {
    const accounts = [anAccount({ roles: ["customer"], uin: "9" })];
    expect(plan({ accounts, streams: [BY_TAG] })).toEqual({
      slices: [],
      skipped: [{ account: "main", stream: "by_tag", why: "no tag keys" }],
      closed: [],
    });
  });

  test("is planned for the accounts that have something to ask, and skipped for the others", () => {
    const accounts = [
      anAccount({ roles: ["customer"], uin: "9", tagKeys: ["env"] }),
      anAccount({ name: "other", roles: ["customer"], uin: "8" }),
    ];
    const { slices, skipped } = plan({ accounts, streams: [BY_TAG], months: ["2026-10"] });
    expect(slices.map(({ slice }) => slice.account)).toEqual(["main"]);
    expect(skipped.map(({ account }) => account)).toEqual(["other"]);
  });

  test("is no matter of an account whose role it is not for", () => {
    expect(plan({ streams: [BY_TAG] })).toEqual({ slices: [], skipped: [], closed: [] });
  });
});

describe("the reason of a slice", () => {
  test("is the open month, or for a backfill that it was asked for", () => {
    expect(reasons({ months: ["2026-10"] })).toEqual(["main · summary · 1 · 2026-10: open month"]);
    expect(reasons({ months: ["2026-10"], isBackfill: true })).toEqual([
      "main · summary · 1 · 2026-10: asked for",
    ]);
  });

  test("of an earlier month is that it was not loaded since it was settled; else it is not due", () => {
    const earlier = { months: [], lookback: ["2026-09"] };
    const due = ["main · summary · 1 · 2026-09: not loaded since its bill was settled"];
    expect(reasons(earlier)).toEqual(due);
    expect(reasons({ ...earlier, states: loadedAt("2026-10-06T15:59:59Z") })).toEqual(due);
    expect(reasons({ ...earlier, states: loadedAt("2026-10-07T00:00:00Z") })).toEqual([]);
  });

  test("of a settling month is the same, but only where it was loaded before", () => {
    const settling = { months: [], settling: ["2026-09"] };
    expect(reasons(settling)).toEqual([]);
    expect(reasons({ ...settling, states: loadedAt("2026-10-06T15:59:59Z") })).toHaveLength(1);
    expect(reasons({ ...settling, states: loadedAt("2026-10-07T00:00:00Z") })).toEqual([]);
  });

  test("is told once for a month that is both looked back at and settling", () => {
    expect(reasons({ months: [], lookback: ["2026-09"], settling: ["2026-09"] })).toHaveLength(1);
  });

  test("is that of its own state only, not of another account's, stream's, UIN's or month's", () => {
    const settled = { billMonth: "2026-09-01", lastSuccessAt: Date.parse("2026-10-20T00:00:00Z") };
    const others = [
      aState({ ...settled, uin: "1", account: "other" }),
      aState({ ...settled, uin: "1", stream: "detail" }),
      aState({ ...settled, uin: "2" }),
      aState({ ...settled, uin: "1", billMonth: "2026-08-01" }),
    ];
    expect(reasons({ months: [], lookback: ["2026-09"], states: others })).toHaveLength(1);
  });
});

describe("a slice is a gap in the warehouse when the API refuses it", () => {
  const OWN_BILL = { accounts: [anAccount({ roles: ["customer"], uin: "9" })], streams: [OWN] };
  const LEFT = { account: "main", uin: "1", unboundAt: Date.parse("2026-10-10T00:00:00Z") };

  test.each<[string, boolean, Partial<PlanInput>]>([
    ["when its customer is on the list", true, { customers: CUSTOMERS.slice(0, 1) }],
    ["not when its customer left and it was never loaded", false, { customers: [LEFT] }],
    [
      "when its customer left but it was loaded before",
      true,
      { customers: [LEFT], states: [aState({ uin: "1" })] },
    ],
    [
      "not when it was only tried before",
      false,
      {
        customers: [LEFT],
        states: [aState({ uin: "1", status: "forbidden", lastSuccessAt: undefined })],
      },
    ],
    ["not for a customer that nobody knows", false, { onlyCustomers: ["7"] }],
    ["not when it is the account's own bill and was never loaded", false, OWN_BILL],
    [
      "when it is the account's own bill and was loaded before",
      true,
      { ...OWN_BILL, states: [aState({ stream: "own", uin: "9" })] },
    ],
    ["not when it is a list that was never loaded", false, { streams: [LIST] }],
    [
      "when it is a list that was loaded before",
      true,
      { streams: [LIST], states: [aState({ stream: "list", uin: "", billMonth: "0001-01-01" })] },
    ],
  ])("%s", (_, expected, change) => {
    expect(required(change)).toEqual([expected]);
  });
});
