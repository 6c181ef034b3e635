import { describe, expect, test } from "vitest";
import type { CheckRules, Side } from "../../../src/domain/check.ts";
import { reconcile, type ReconcileRequest } from "../../../src/pipeline/reconcile.ts";
import { FakeClock } from "../../support/fake-clock.ts";
import { type MemoryBill, MemoryChecks } from "./memory-checks.ts";

const side = (stream: string, more: Partial<Side> = {}): Side => ({
  source: stream,
  stream,
  measure: { kind: "sum", columns: ["cost"] },
  ...more,
});

const RULES: CheckRules = {
  tolerances: new Map(),
  checks: [
    {
      id: "R1",
      meaning: "",
      comparisons: [
        { left: side("lines"), right: side("total"), unit: "amount", dimension: "" },
        {
          left: side("lines", { member: ["region"] }),
          right: side("total", { member: ["name"] }),
          unit: "amount",
          dimension: "region",
          codes: "id",
        },
      ],
    },
  ],
};

function bill(uin: string, total: string, more: Partial<MemoryBill> = {}): MemoryBill {
  const amounts = { lines: "5", total };
  return { account: "main", uin, billMonth: "2026-10-01", state: "s1", rows: 1, amounts, ...more };
}

async function verdicts(
  checks: MemoryChecks,
  request: ReconcileRequest = {},
  rules: CheckRules = RULES,
): Promise<readonly string[]> {
  const clock = new FakeClock("2026-11-10T01:30:00Z");
  const results = await reconcile({ warehouse: { checks }, checkRules: rules, clock }, request);
  return results.map(({ uin, dimension, verdict }) => `${uin} ${dimension} ${verdict}`);
}

test("everything that is loaded is compared, and found again where it was stored", async () => {
  const book = new MemoryChecks([bill("1", "5.00"), bill("2", "5.01")]);
  const found = ["1  match", "1 region match", "2  mismatch", "2 region mismatch"];
  expect(await verdicts(book)).toEqual(found);
  expect((await book.results()).length).toBe(4);
});

test("names are looked up only where something differs", async () => {
  const book = new MemoryChecks([bill("1", "5.00"), bill("2", "5.01")]);
  await verdicts(book);
  expect(book.lookedUp).toEqual([["East"]]);
});

describe("a run that answers for some bills", () => {
  const large = { rows: 600_000 };

  test("looks at no others", async () => {
    const book = new MemoryChecks([bill("1", "5"), bill("2", "5")]);
    const asked = [{ account: "main", uin: "2", billMonth: "2026-10-01" }];
    expect(await verdicts(book, { bills: asked })).toEqual(["2  match", "2 region match"]);
    expect(book.measured).toEqual(["2"]);
  });

  test("tells the earlier results of what did not change, without reading it all again", async () => {
    const bills = [bill("1", "5", large), bill("2", "5", large), bill("3", "5", large)];
    const book = new MemoryChecks(bills);
    const first = await verdicts(book, { bills });
    expect(book.measured.splice(0)).toEqual(["1", "2", "3"]);
    expect(await verdicts(book, { bills })).toEqual(first);
    expect(book.measured).toEqual(["1"]);
  });

  test("reads again what changed, and what did not add up", async () => {
    const changed = bill("2", "5", large);
    const bills = [bill("1", "5", { rows: 2_000_000 }), changed, bill("3", "6", large)];
    const book = new MemoryChecks(bills);
    await verdicts(book, { bills });
    book.measured.splice(0);
    changed.state = "s2";
    await verdicts(book, { bills });
    expect(book.measured).toEqual(["2", "3"]);
  });

  test("reads everything again under other tolerances, or when the month is over", async () => {
    const bills = [bill("1", "5", { rows: 2_000_000 })];
    const book = new MemoryChecks(bills);
    await verdicts(book, { bills, asOf: Date.parse("2026-10-31T15:59:59Z") });
    await verdicts(book, { bills });
    await verdicts(book, { bills });
    await verdicts(book, { bills }, { ...RULES, tolerances: new Map([["R1", "1"]]) });
    expect(book.measured).toEqual(["1", "1", "1"]);
  });
});

test("the running month is that of the instant a run began, by the clock of UTC+8", async () => {
  const book = new MemoryChecks([bill("1", "5")]);
  const before = Date.parse("2026-10-31T15:59:59Z");
  expect(await verdicts(book, { asOf: before })).toEqual([
    "1  not_comparable",
    "1 region not_comparable",
  ]);
  expect(await verdicts(book, { asOf: before + 1000 })).toEqual(["1  match", "1 region match"]);
});

test("it ends between two chunks when it is told to, and keeps what it has found", async () => {
  const bills = [bill("1", "5", { rows: 500_000 }), bill("2", "5")];
  const book = new MemoryChecks(bills);
  const abort = new AbortController();
  book.onReplace = () => abort.abort(new Error("told to stop"));
  await expect(verdicts(book, { signal: abort.signal })).rejects.toThrow("told to stop");
  expect((await book.results()).map(({ uin }) => uin)).toEqual(["1", "1"]);
});
