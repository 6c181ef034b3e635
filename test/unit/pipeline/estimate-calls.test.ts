import { expect, test } from "vitest";
import { estimateCalls, etaSeconds } from "../../../src/pipeline/estimate-calls.ts";
import { aSlice, aState, aStream } from "./a-stream.ts";
import { FakeSource } from "./fake-source.ts";

const PAGED = aStream({
  name: "paged",
  paging: { pageField: "Page", sizeField: "Size", size: 200, totalField: "Total", list: "List" },
});
const source = new FakeSource(() => ({}));

test("a stream without pages takes one call for each of its requests", () => {
  const stream = aStream({
    name: "info",
    requests: ({ customerUins }) => customerUins.map((uin) => ({ Uin: uin })),
  });
  expect(
    estimateCalls(source, aSlice({ stream }), ["1", "2", "3"], aState({ rowCount: "999" })),
  ).toBe(3);
});

test.each([
  [undefined, 1],
  ["0", 1],
  ["1", 1],
  ["200", 1],
  ["201", 2],
  ["1000000", 5000],
])("a paged slice that had %s rows takes %d calls", (rowCount, calls) => {
  const state = rowCount === undefined ? undefined : aState({ rowCount });
  expect(estimateCalls(source, aSlice({ stream: PAGED }), [], state)).toBe(calls);
});

const load = (calls: number, callsPerSecond: number) => ({
  lane: source.laneOf("main", aStream({ name: "lane", callsPerSecond })),
  calls,
  callsWhole: calls,
  slices: 1,
});

test("the lanes work side by side, so the busiest one decides when all is done", () => {
  expect(etaSeconds([load(100, 1), load(1000, 20), load(300, 5)])).toBe(100);
  expect(etaSeconds([])).toBe(0);
});
