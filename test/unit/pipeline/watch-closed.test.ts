import { describe, expect, test } from "vitest";
import { AbortError } from "../../../src/domain/abort-error.ts";
import { AccountError } from "../../../src/domain/account-error.ts";
import type { FrozenTotal } from "../../../src/domain/month-state.ts";
import { NotReadyError } from "../../../src/domain/not-ready-error.ts";
import { SliceError } from "../../../src/domain/slice-error.ts";
import type { Page } from "../../../src/domain/source.ts";
import { watchClosed } from "../../../src/pipeline/watch-closed.ts";
import { FakeClock } from "../../support/fake-clock.ts";
import { memoryLogger } from "../scheduler/memory-logger.ts";
import { aStream } from "./a-stream.ts";
import { FakeSource } from "./fake-source.ts";
import { memoryMonths } from "./memory-months.ts";

const TOTAL = aStream({
  name: "total",
  bill: { family: "partner", part: "total" },
  tables: [
    {
      name: "total",
      mode: "replace",
      place: {},
      uinColumn: "customer_uin",
      constants: {},
      key: [],
      columns: {
        name: { field: "Name", kind: "text" },
        cost: { field: "Cost", kind: "decimal" },
      },
      amount: "cost",
    },
  ],
});

/** What each UIN's bill comes to, by its rows, at each look; or what goes wrong. */
type Looks = Readonly<Record<string, readonly (readonly (string | null)[] | Error)[]>>;

function aTotal(uin: string, change: Partial<FrozenTotal> = {}): FrozenTotal {
  return {
    account: "main",
    uin,
    billMonth: "2026-10-01",
    stream: "total",
    amount: "12.30",
    closedAt: Date.parse("2026-11-07T01:30:00Z"),
    watchedAt: undefined,
    isRestated: false,
    ...change,
  };
}

class AmountSource extends FakeSource {
  readonly #looks: Looks;
  readonly asked: string[] = [];

  constructor(looks: Looks) {
    super(() => ({}), { streams: [TOTAL] });
    this.#looks = looks;
  }

  override async *extract({ uin }: { readonly uin: string }): AsyncGenerator<Page> {
    const nth = this.asked.filter((earlier) => earlier === uin).length;
    this.asked.push(uin);
    await Promise.resolve();
    const looks = this.#looks[uin] ?? [];
    const look = looks[nth] ?? looks.at(-1) ?? [];
    if (look instanceof Error) {
      throw look;
    }
    yield {
      request: 0,
      number: 1,
      rows: [look.map((amount) => ({ values: ["x", amount], extra: null }))],
    };
  }
}

async function watch(looks: Looks, totals = Object.keys(looks).map((uin) => aTotal(uin))) {
  const source = new AmountSource(looks);
  const { months, watched } = memoryMonths({ totals });
  const { logger, lines } = memoryLogger();
  const { restated } = await watchClosed({
    source,
    warehouse: { months },
    monthRules: { closeFromDay: 7, watchMonths: 3 },
    accounts: ["main"],
    clock: new FakeClock("2026-11-15T01:30:00Z"),
    logger,
    signal: new AbortController().signal,
  });
  return { asked: source.asked, watched, restated, warnings: lines.length };
}

describe("a closed bill that comes to what was frozen", () => {
  test.each([[["12.30"]], [["12.3"]], [["10.00", null, "2.300"]]])(
    "as %j costs one call and is a match",
    async (rows) => {
      const { asked, watched, restated } = await watch({ "1": [rows] });
      expect(asked).toEqual(["1"]);
      expect(watched).toMatchObject([{ verdict: "match", leftAmount: "12.30" }]);
      expect(restated).toEqual([]);
    },
  );
});

describe("a closed bill that comes to something else", () => {
  test("is asked once more, and is a mismatch that names both amounts", async () => {
    const { asked, watched, restated } = await watch({ "1": [["12.30000001"]] });
    expect(asked).toEqual(["1", "1"]);
    expect(watched).toEqual([
      {
        account: "main",
        uin: "1",
        billMonth: "2026-10-01",
        checkId: "closed_month_restated",
        leftSource: "billing_ops.month_total",
        rightSource: "total",
        dimension: "",
        member: "",
        unit: "amount",
        leftAmount: "12.30",
        rightAmount: "12.30000001",
        difference: "-0.00000001",
        verdict: "mismatch",
      },
    ]);
    expect(restated).toEqual(watched);
  });

  test("is one that was emptied, too", async () => {
    const { watched } = await watch({ "1": [[]] });
    expect(watched).toMatchObject([{ rightAmount: "0", verdict: "mismatch" }]);
  });

  test("in one of two answers only is looked at in the next run again", async () => {
    const { asked, watched } = await watch({ "1": [["0"], ["12.30"]] });
    expect(asked).toEqual(["1", "1"]);
    expect(watched).toEqual([]);
  });
});

describe("a closed bill that cannot be asked for", () => {
  test.each([
    ["for now is looked at in the next run", new NotReadyError("being prepared"), []],
    ["as it failed is looked at in the next run", new SliceError("failed", "again"), []],
    ["any more is not comparable", new SliceError("forbidden", "no"), ["not_comparable"]],
    ["by its month is not comparable", new SliceError("unknown-month", "no"), ["not_comparable"]],
  ])("%s, and the others are watched", async (_what, error, verdicts) => {
    const { watched, warnings } = await watch({ "1": [error], "2": [["12.30"]] });
    const ofFirst = watched.filter(({ uin }) => uin === "1");
    expect(ofFirst.map(({ verdict }) => verdict)).toEqual(verdicts);
    expect(watched.filter(({ uin }) => uin === "2")).toHaveLength(1);
    expect(warnings).toBe(1);
  });

  test("for its credential is the last of its account that is asked for", async () => {
    const refused = new AccountError("no such key");
    const looks = { "1": [refused], "2": [refused], "3": [refused], "4": [refused] };
    const { asked, watched } = await watch(looks);
    // Two are under way side by side.
    expect(asked).toEqual(["1", "2"]);
    expect(watched).toEqual([]);
  });
});

test.each([new AbortError("clock", "off by an hour"), new TypeError("a defect of ours")])(
  "what ends a run ends the watch: %s",
  async (error) => {
    await expect(watch({ "1": [error] })).rejects.toBe(error);
  },
);

test("an account that is not configured is not asked for", async () => {
  const { asked } = await watch({}, [aTotal("1", { account: "gone" })]);
  expect(asked).toEqual([]);
});
