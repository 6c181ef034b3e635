import { describe, expect, test } from "vitest";
import type { Slice } from "../../../src/domain/slice.ts";
import { executePlan } from "../../../src/pipeline/execute-plan.ts";
import type { PlannedSlice } from "../../../src/pipeline/plan-slices.ts";
import type { SliceEnd } from "../../../src/pipeline/run-outcome.ts";
import { UnderWay } from "../../../src/pipeline/under-way.ts";
import { FakeClock } from "../scheduler/fake-clock.ts";
import { memoryLogger } from "../scheduler/memory-logger.ts";
import { aSlice, aStream } from "./a-stream.ts";
import { type Extraction, FakeSource } from "./fake-source.ts";
import { MemorySlices, RUN } from "./memory-slices.ts";

const STREAMS = (["summary", "lines", "total"] as const).map((part) =>
  aStream({ name: part, bill: { family: "partner", part } }),
);
const UINS = ["1", "2", "3"];

/** A vendor and a warehouse over several nights, and what each night extracted. */
function nights() {
  const bills = new Map(UINS.map((uin) => [uin, { total: "1.00", firstPage: "a" }]));
  const billOf = ({ uin }: Slice) => bills.get(uin) ?? { total: "0", firstPage: "" };
  const slices = new MemorySlices();
  slices.amountOf = (slice) => billOf(slice).total;
  const answers = new Map<string, Extraction>();
  return {
    bills,
    slices,
    /** What a stream answers for a UIN instead of its rows. */
    answers,
    run: async (mode: PlannedSlice["mode"] = "gated") => {
      const source = new FakeSource(
        ({ stream, uin }) => answers.get(`${stream.name} ${uin}`) ?? { pages: [1] },
      );
      source.firstPage = (slice) => billOf(slice).firstPage;
      const planned = UINS.flatMap((uin) =>
        STREAMS.map((stream): PlannedSlice => ({
          slice: aSlice({ stream, uin }),
          reason: "open month",
          mode: stream.name === "total" ? "full" : mode,
          isRequired: true,
        })),
      );
      const ends = await executePlan(planned, {
        run: RUN,
        source,
        slices,
        clock: new FakeClock("2026-11-21T00:00:00Z"),
        logger: memoryLogger().logger,
        customerUins: () => [],
        accountAbort: () => new AbortController(),
        abort: new AbortController(),
        onEnd: () => undefined,
        underWay: new UnderWay(),
        giveWay: { wait: () => Promise.resolve(), noteBusy: () => Promise.resolve() },
      });
      const extracted = source.extracted.map((name) => name.split(" ").slice(0, 2).join(" "));
      return { ends, extracted: extracted.toSorted(), peeked: source.peeked.toSorted() };
    },
  };
}

const statusOf = (ends: readonly SliceEnd[], stream: string, uin: string): string | undefined => {
  const end = ends.find(
    ({ planned: { slice } }) => slice.stream.name === stream && slice.uin === uin,
  );
  return end?.isVerified === true ? "verified" : end?.status;
};

const TOTALS = UINS.map((uin) => `total ${uin}`);

test("a night on which nothing changed costs each bill its total and one page", async () => {
  const world = nights();
  await world.run("full");
  const { ends, extracted, peeked } = await world.run();
  expect(extracted).toEqual(TOTALS);
  expect(peeked).toEqual(UINS);
  expect(ends.filter(({ isVerified }) => isVerified === true)).toHaveLength(6);
});

describe("a bill is read whole, and no other, where", () => {
  test.each([
    ["its total moved", { total: "1.01", firstPage: "a" }],
    ["its first page or the number of its lines moved", { total: "1.00", firstPage: "b" }],
  ])("%s", async (_, bill) => {
    const world = nights();
    await world.run("full");
    world.bills.set("2", bill);
    expect((await world.run()).extracted).toEqual(["lines 2", "summary 2", ...TOTALS]);
    expect((await world.run()).extracted).toEqual(TOTALS);
  });

  test("its total could not be read: nothing is known of it", async () => {
    const world = nights();
    await world.run("full");
    world.answers.set("total 2", { error: new Error("down") });
    const { ends, extracted } = await world.run();
    expect(statusOf(ends, "total", "2")).toBe("failed");
    expect(extracted).toEqual(["lines 2", "summary 2", ...TOTALS]);
  });
});

test("a change that a night found but could not read is read the next night", async () => {
  const world = nights();
  await world.run("full");
  world.bills.set("2", { total: "2.00", firstPage: "b" });
  world.answers.set("summary 2", { error: new Error("down") });
  expect(statusOf((await world.run()).ends, "summary", "2")).toBe("failed");
  world.answers.clear();
  expect((await world.run()).extracted).toEqual(["summary 2", ...TOTALS]);
});

test("lines that failed do not keep the summaries from being read", async () => {
  const world = nights();
  world.answers.set("lines 1", { error: new Error("down") });
  const { ends } = await world.run("full");
  expect(statusOf(ends, "summary", "1")).toBe("loaded");
});

test("a bill that moves between its first page and its summaries is read again the next night", async () => {
  const world = nights();
  await world.run("full");
  world.bills.set("3", { total: "3.00", firstPage: "c" });
  await world.run();
  world.bills.set("3", { total: "3.00", firstPage: "d" });
  expect((await world.run()).extracted).toEqual(["lines 3", "summary 3", ...TOTALS]);
});

test("where a plan asks for whole extractions, nothing is looked at first", async () => {
  const world = nights();
  await world.run("full");
  const { extracted, peeked } = await world.run("full");
  expect(extracted).toHaveLength(9);
  expect(peeked).toEqual([]);
});
