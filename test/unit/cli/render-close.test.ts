import { describe, expect, test } from "vitest";
import { renderClose, renderCloseJson } from "../../../src/cli/render-close.ts";
import type { CloseOutcome } from "../../../src/domain/month-state.ts";

const bill = (uin: number, account = "main") => ({
  account,
  uin: String(200_000_000_000 + uin),
  billMonth: "2026-10-01",
});

const NOTHING: CloseOutcome = { closed: [], waiting: [], tooEarly: [] };
const SAID = { isDryRun: false, namesEarly: false };

describe("what was closed", () => {
  test("is named by month and account, of many customers the first", () => {
    const closed = [...[1, 2, 3, 4, 5, 6, 7].map((uin) => bill(uin)), bill(8, "eu")];
    expect(renderClose({ ...NOTHING, closed }, SAID)).toBe(
      [
        "Closed 8 bills:",
        "  2026-10  eu  200000000008",
        "  2026-10  main  200000000001, 200000000002, 200000000003, 200000000004, 200000000005 and 2 more",
        "",
      ].join("\n"),
    );
  });

  test("is not claimed by a dry run", () => {
    const text = renderClose({ ...NOTHING, closed: [bill(1)] }, { ...SAID, isDryRun: true });
    expect(text).toContain("Would close 1 bill:");
  });
});

test("bills that wait for the same are told of together, each once", () => {
  const both = ["not yet found the same 20 h later: lines", "mismatch: R1"];
  const waiting = [
    { ...bill(1), waitsFor: ["mismatch: R1"] },
    { ...bill(2), waitsFor: both },
    { ...bill(3), waitsFor: ["mismatch: R1"] },
  ];
  expect(renderClose({ ...NOTHING, waiting }, SAID)).toBe(
    [
      "Not closed, 3 bills:",
      "  mismatch: R1",
      "    2026-10  main  200000000001, 200000000003",
      "  not yet found the same 20 h later: lines",
      "  mismatch: R1",
      "    2026-10  main  200000000002",
      "",
    ].join("\n"),
  );
});

test("programs get all of it, with months as they are typed", () => {
  const from = Date.parse("2026-11-06T16:00:00Z");
  const outcome = {
    closed: [bill(1)],
    waiting: [{ ...bill(2), waitsFor: ["mismatch: R1"] }],
    tooEarly: [{ ...bill(3), from }],
  };
  const [one, two, three] = [1, 2, 3].map((uin) => ({
    account: "main",
    uin: bill(uin).uin,
    month: "2026-10",
  }));
  expect(JSON.parse(renderCloseJson(outcome, { isDryRun: false }))).toEqual({
    dryRun: false,
    closed: [one],
    waiting: [{ ...two, waitsFor: ["mismatch: R1"] }],
    tooEarly: [{ ...three, from: "2026-11-06T16:00:00.000Z" }],
  });
});
