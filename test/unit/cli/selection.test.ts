import { describe, expect, test } from "vitest";
import { nameProblems, selectionOf, valueProblems } from "../../../src/cli/selection.ts";
import type { Account } from "../../../src/domain/account.ts";
import { streamNamed } from "../app/run-sample.ts";

// 00:30 on 1 November in UTC+8, still October in UTC.
const NOW = Date.parse("2026-10-31T16:30:00Z");

const PARTNER: Account = {
  name: "reseller",
  secretId: "id",
  secretKey: "key",
  roles: ["partner"],
  tagKeys: [],
};
const CUSTOMER: Account = { ...PARTNER, name: "tenant", roles: ["customer"], uin: "200000000002" };
const STREAMS = [
  streamNamed("partner_bill_total"),
  { ...streamNamed("customer_bill_detail"), role: "customer" as const },
];
const CONFIGURED = { accounts: [PARTNER, CUSTOMER], streams: STREAMS };

describe("the months and UINs of a selection", () => {
  test.each([
    ["a month that has not begun in UTC+8", { from: "2026-12", to: "2026-12" }, 2],
    ["a month that does not exist", { from: "2026-13", to: "2026-10" }, 1],
    ["a month of one digit", { from: "2026-1", to: "2026-10" }, 1],
    ["a day", { from: "2026-01-01", to: "2026-10" }, 1],
    ["months in the wrong order", { from: "2026-10", to: "2026-09" }, 1],
    ["one month without the other", { from: "2026-10" }, 1],
    ["a UIN with a letter", { customer: ["20000000000x"] }, 1],
    ["every problem at once", { from: "x", to: "2999-01", customer: ["a", "b"] }, 4],
  ])("are refused for %s", (_why, options, problems) => {
    expect(valueProblems(options, { now: NOW, needsMonths: false })).toHaveLength(problems);
  });

  test.each([
    ["the month that has just begun in UTC+8", { from: "2026-11", to: "2026-11" }],
    ["a range over the year's end", { from: "2025-12", to: "2026-01" }],
    ["no months where none are needed", { customer: ["200000000001"] }],
  ])("may be %s", (_what, options) => {
    expect(valueProblems(options, { now: NOW, needsMonths: false })).toEqual([]);
  });

  test("are both missed where they are needed", () => {
    expect(valueProblems({}, { now: NOW, needsMonths: true })).toEqual([
      "--from is missing: give a month such as --from 2026-11",
      "--to is missing: give a month such as --to 2026-11",
    ]);
  });
});

describe("the names of a selection", () => {
  test.each([
    ["an account", { account: ["reseler"] }, "did you mean reseller?"],
    ["a stream", { stream: ["partner_bill_totl"] }, "did you mean partner_bill_total?"],
    ["an account like no other", { account: ["xyz"] }, "one of reseller, tenant"],
  ])("that nobody knows are told with a guess: %s", (_what, options, hint) => {
    const [problem, ...others] = nameProblems(options, CONFIGURED);

    expect(problem).toContain(hint);
    expect(others).toEqual([]);
  });

  test("cannot be of a stream that no selected account's role allows", () => {
    const options = { account: ["reseller"], stream: ["customer_bill_detail"] };

    expect(nameProblems(options, CONFIGURED)).toEqual([
      "--stream customer_bill_detail: only an account with the role customer can load it",
    ]);
    expect(nameProblems({ stream: ["customer_bill_detail"] }, CONFIGURED)).toEqual([]);
  });

  test("cannot be of customers where no selected account has any, its own UIN apart", () => {
    const options = { account: ["tenant"], customer: ["200000000002", "200000000009"] };

    expect(nameProblems(options, CONFIGURED)).toEqual([
      "--customer 200000000009: only an account with the role partner has customers",
    ]);
  });
});

describe("a selection", () => {
  test("is every month from the first to the last, and restricts nothing that was not typed", () => {
    expect(selectionOf({ from: "2025-12", to: "2026-02" })).toEqual({
      months: ["2025-12", "2026-01", "2026-02"],
    });
  });

  test("is the same whatever the order it was typed in", () => {
    const typed = { account: ["b", "a"], customer: ["2", "1"], stream: ["y", "x"] };

    expect(selectionOf(typed)).toEqual({
      accounts: ["a", "b"],
      customers: ["1", "2"],
      streams: ["x", "y"],
    });
  });
});
