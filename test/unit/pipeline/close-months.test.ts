import { expect, test } from "vitest";
import type { MonthFacts } from "../../../src/domain/month-state.ts";
import { closeMonths, type CloseRequest } from "../../../src/pipeline/close-months.ts";
import { FakeClock } from "../../support/fake-clock.ts";
import { aStream, anAccount } from "./a-stream.ts";
import { memoryMonths } from "./memory-months.ts";

function aBill(uin: string, change: Partial<MonthFacts> = {}): MonthFacts {
  const steadySince = Date.parse("2026-11-05T01:30:00Z");
  return {
    account: "main",
    uin,
    billMonth: "2026-10-01",
    state: "open",
    waitsFor: [],
    slices: [
      {
        stream: "summary",
        status: "loaded",
        wasLoaded: true,
        lastChangedAt: steadySince,
        steadySince,
        lastFullAt: Date.parse("2026-11-06T01:30:00Z"),
        isClaimed: false,
      },
    ],
    mismatches: [],
    checkedAt: undefined,
    version: "1",
    ...change,
  };
}

const uins = (bills: readonly { readonly uin: string }[]) => bills.map(({ uin }) => uin);

async function close(
  facts: readonly MonthFacts[],
  {
    now = "2026-11-07T01:30:00Z",
    ...request
  }: Partial<CloseRequest> & { readonly now?: string } = {},
) {
  const { months, diary } = memoryMonths({ facts });
  const outcome = await closeMonths(
    {
      warehouse: { months },
      streams: [aStream({ name: "summary" })],
      settings: { accounts: [anAccount()], streams: undefined },
      checkRules: { checks: [], tolerances: new Map() },
      monthRules: { closeFromDay: 7, watchMonths: 3 },
      clock: new FakeClock(now),
    },
    { by: "run 7", ...request },
  );
  const { closed, waiting, tooEarly } = outcome;
  return {
    closed: uins(closed),
    waiting: waiting.map(({ uin, waitsFor }) => `${uin}: ${waitsFor.join("; ")}`),
    tooEarly: uins(tooEarly),
    diary,
  };
}

const MISMATCH = aBill("2", { mismatches: ["R1"] });

test("what may be closed is, and what the others wait for is noted", async () => {
  expect(await close([aBill("1"), MISMATCH, aBill("3")])).toEqual({
    closed: ["1", "3"],
    waiting: ["2: mismatch: R1"],
    tooEarly: [],
    diary: ["2 waits for mismatch: R1", "run 7 closes 1, 3"],
  });
});

test("a dry run says the same and writes nothing", async () => {
  const { closed, waiting, diary } = await close([aBill("1"), MISMATCH], { isDryRun: true });
  expect(closed).toEqual(["1"]);
  expect(waiting).toEqual(["2: mismatch: R1"]);
  expect(diary).toEqual([]);
});

test("nothing waits before its day has come", async () => {
  const now = "2026-11-06T01:30:00Z";
  expect(await close([aBill("1"), MISMATCH], { now })).toEqual({
    closed: [],
    waiting: [],
    tooEarly: ["1", "2"],
    diary: [],
  });
});

test("a bill that changes while it is closed is left for the next time", async () => {
  const { closed, waiting } = await close([aBill("1", { version: "changed just now" })]);
  expect(closed).toEqual([]);
  expect(waiting).toEqual(["1: it changed just now"]);
});

test("many are closed in small parts, and an abort ends it between two", async () => {
  const bills = Array.from({ length: 45 }, (_, index) => aBill(String(index)));
  const { closed, diary } = await close(bills);
  expect(closed).toHaveLength(45);
  expect(diary).toHaveLength(3);
  const reason = new Error("stop");
  await expect(close(bills, { signal: AbortSignal.abort(reason) })).rejects.toBe(reason);
});
