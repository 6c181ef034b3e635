import * as fc from "fast-check";
import PQueue from "p-queue";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { readStreams } from "../../src/source/tencent/read-streams.ts";
import { caseArbitrary } from "../lab/mutated-answers/case-arbitrary.ts";
import { type LabTable, openLabTable } from "../lab/mutated-answers/lab-table.ts";
import type { LabCase } from "../lab/mutated-answers/play-case.ts";

const STREAMS = await readStreams();
const NAMES = STREAMS.map(({ name }) => name);
const PAGED = STREAMS.flatMap(({ name, paging }) => (paging === undefined ? [] : name));

/** How many answers of each kind are played, over the streams in turn. */
const EACH = 12;

let table: LabTable;
beforeAll(async () => {
  table = await openLabTable(STREAMS);
});
afterAll(async () => {
  await table[Symbol.asyncDispose]();
});

// 10,000 of them with other seeds: test/lab/mutated-answers.lab.ts.
test.concurrent.each(NAMES.map((name, index) => [name, index] as const))(
  "a mutated answer of %s ends as exactly the rows that it says, or as a classified error that changes none",
  { timeout: 90_000 },
  async (name, seed) => {
    const property = fc.asyncProperty(caseArbitrary(table.honestCount(name)), async (lab) => {
      await table.play(name, lab);
    });
    await expect(fc.assert(property, { numRuns: 10, seed })).resolves.toBeUndefined();
  },
);

// A second or two each on a machine that does nothing else.
describe("over HTTP and into PostgreSQL", { timeout: 90_000 }, () => {
  test("an answer that is not whole is asked for again and never read in part", async () => {
    const ends = await playKinds([
      "truncated",
      "wrong Content-Length",
      "connection cut",
      "wrong encoding",
      "invalid UTF-8",
    ]);
    expect(ends).toContain("loaded");
    expect(ends).toContain("SliceError failed");
  });

  test("a body that is no answer is asked for again, and never taken for an empty bill", async () => {
    const ends = await playKinds([
      "another body",
      "text after it",
      "deep lists alone",
      "error of another shape",
    ]);
    expect(ends).toContain("SliceError failed");
  });

  test("a list or a Total that is not what it was fails the slice, unless it says that there is no bill", async () => {
    const ends = await playKinds(["list replaced", "list renamed", "field renamed"]);
    ends.push(...(await playKinds(["Total", "another page"], PAGED)));
    expect(ends).toContain("loaded");
    expect(ends).toContain("SliceError drift");
    expect(ends).toContain("SliceError failed");
  });

  test("an answer larger than any page is given up, zipped or not", async () => {
    expect(new Set(await playKinds(["too large"]))).toEqual(new Set(["SliceError failed"]));
  });

  test("a field that nobody knows is kept in extra, whatever its name and its value", async () => {
    const ends = await playKinds(["unknown field", "special name", "deep unknown field"]);
    expect(ends).toContain("loaded");
  });

  test("a value in another type or writing is stored to the digit, or refused by its field's name", async () => {
    const ends = await playKinds([
      "number as text",
      "text as number",
      "more digits",
      "exponent",
      "negative zero",
      "blank or dash",
      "no decimal",
      "another type",
      "null in place",
      "no text for PostgreSQL",
    ]);
    expect(ends).toContain("loaded");
    expect(ends).toContain("SliceError drift");
  });
});

/** Plays answers with one change each, all the time and to slices that have rows every other time; how each ended. */
async function playKinds(kinds: readonly string[], streams = NAMES): Promise<string[]> {
  const cases = kinds.flatMap((kind, place) =>
    Array.from({ length: EACH }, (_, nth) => ({
      stream: streams[(nth + place) % streams.length] ?? "",
      lab: caseOf(kind, nth),
    })),
  );
  const queue = new PQueue({ concurrency: 8 });
  return await queue.addAll(
    cases.map(
      ({ stream, lab }) =>
        async () =>
          (await table.play(stream, lab)).ended,
    ),
  );
}

function caseOf(kind: string, nth: number): LabCase {
  return {
    honest: 0,
    mutations: [{ kind, pick: nth * 37 + 5, choice: nth }],
    target: nth,
    pageSize: 3,
    everywhere: false,
    once: false,
    hasEarlier: nth % 2 === 1,
    thenHonest: nth % 4 === 3,
  };
}
