import { describe, expect, test } from "vitest";
import { NotReadyError } from "../../../src/domain/not-ready-error.ts";
import { SliceError } from "../../../src/domain/slice-error.ts";
import type { LoadResult } from "../../../src/domain/warehouse.ts";
import { syncSlice } from "../../../src/pipeline/sync-slice.ts";
import { FakeClock } from "../scheduler/fake-clock.ts";
import { memoryLogger } from "../scheduler/memory-logger.ts";
import { aSlice } from "./a-stream.ts";
import { type Extraction, FakeSource } from "./fake-source.ts";
import { MemorySlices } from "./memory-slices.ts";

const SLICE = aSlice();
const inconsistent = new SliceError("inconsistent", "Total moved", { code: "InconsistentPages" });

/** Syncs a slice that has `rowsBefore` rows, whose n-th extraction is the n-th of `extractions`. */
function sync(
  extractions: readonly Extraction[],
  rowsBefore = 0,
  slices = new MemorySlices([[SLICE, rowsBefore]]),
) {
  const source = new FakeSource(
    (_, nth) => extractions[nth - 1] ?? { error: new Error("once too often") },
  );
  const { logger, lines } = memoryLogger();
  const result: Promise<LoadResult> = syncSlice(slices.claimOf(SLICE), {
    source,
    slices,
    clock: new FakeClock("2026-11-21T00:00:00Z"),
    logger,
    customerUins: [],
    signal: new AbortController().signal,
  });
  return { result, slices, source, lines };
}

test("every page is staged, then the slice is loaded once", async () => {
  const { result, slices } = sync([{ pages: [2, 2, 1] }]);
  expect(await result).toMatchObject({ status: "loaded", rows: 5 });
  expect(slices.diary).toEqual(["stage 2", "stage 2", "stage 1", "load 5"]);
});

test("more pages than are written at once are all staged before the load", async () => {
  const pages = Array.from({ length: 40 }, () => 1);
  const { result, slices } = sync([{ pages }]);
  expect(await result).toMatchObject({ rows: 40 });
  expect(slices.diary.at(-1)).toBe("load 40");
});

describe("a bill that contradicts itself", () => {
  test("is dropped whole and read again from its first page", async () => {
    const { result, slices, lines } = sync([
      { pages: [2, 2], error: inconsistent },
      { pages: [2, 2, 1] },
    ]);
    expect(await result).toMatchObject({ rows: 5 });
    expect(slices.diary).toEqual([
      "stage 2",
      "stage 2",
      "discard",
      "stage 2",
      "stage 2",
      "stage 1",
      "load 5",
    ]);
    expect(lines.map(({ level, event }) => `${level} ${event}`)).toEqual(["warn slice restarted"]);
  });

  test("three times may end well the fourth time", async () => {
    const again = { pages: [1], error: inconsistent };
    const { result, source } = sync([again, again, again, { pages: [1] }]);
    expect(await result).toMatchObject({ rows: 1 });
    expect(source.extracted).toHaveLength(4);
  });

  test("a fourth time fails the slice with its reason, and nothing is loaded", async () => {
    const again = { pages: [1], error: inconsistent };
    const { result, source, slices } = sync([again, again, again, again, { pages: [1] }], 7);
    const error = await result.catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(SliceError);
    expect(error).toMatchObject({
      failure: "failed",
      code: "InconsistentPages",
      cause: inconsistent,
    });
    expect((error as Error).message).toBe("Total moved (after 3 restarts)");
    expect(source.extracted).toHaveLength(4);
    expect(slices.rowsOf(SLICE)).toBe(7);
  });
});

const staged = () => new MemorySlices([[SLICE, 0]], { stagedBefore: [2, 2] });

describe("pages that an earlier try staged", () => {
  test("are gone on behind, and loaded with the rest", async () => {
    const { result, slices, source } = sync([{ pages: [2, 1] }], 0, staged());
    expect(await result).toMatchObject({ rows: 7 });
    expect(source.wentOnBehind).toEqual([2]);
    expect(slices.diary).toEqual(["stage 2", "stage 1", "load 7"]);
  });

  test("are dropped where the bill is no longer the same, and it is read from its first page", async () => {
    const { result, slices, source } = sync(
      [{ error: inconsistent }, { pages: [2, 2, 1] }],
      0,
      staged(),
    );
    expect(await result).toMatchObject({ rows: 5 });
    expect(source.wentOnBehind).toEqual([2, 0]);
    expect(slices.diary[0]).toBe("discard");
  });

  test("cost none of the restarts that a bill in motion has", async () => {
    const again = { pages: [1], error: inconsistent };
    const { result } = sync([again, again, again, again, { pages: [1] }], 0, staged());
    expect(await result).toMatchObject({ rows: 1 });
  });
});

test("staged pages that the database has lost are read again", async () => {
  class Crashed extends MemorySlices {
    #loads = 0;
    override load(...args: Parameters<MemorySlices["load"]>): Promise<LoadResult> {
      this.#loads += 1;
      return this.#loads === 1 ? Promise.reject(inconsistent) : super.load(...args);
    }
  }
  const slices = new Crashed([[SLICE, 0]]);
  const { result } = sync([{ pages: [2] }, { pages: [2] }], 0, slices);
  expect(await result).toMatchObject({ rows: 2 });
  expect(slices.diary).toEqual(["stage 2", "discard", "stage 2", "load 2"]);
});

describe("an answer that would empty a slice that had rows", () => {
  test("is applied when a second one agrees", async () => {
    const { result, slices, source, lines } = sync([{}, {}], 7);
    expect(await result).toMatchObject({ status: "empty", rowsRemoved: 7 });
    expect(source.extracted).toHaveLength(2);
    expect(slices.diary).toEqual(["discard", "load 0"]);
    expect(lines.map(({ level }) => level)).toEqual(["warn"]);
  });

  test("gives way to a second one that has rows", async () => {
    const { result, slices } = sync([{ pages: [0] }, { pages: [5] }], 7);
    expect(await result).toMatchObject({ status: "loaded", rows: 5 });
    expect(slices.rowsOf(SLICE)).toBe(5);
  });

  test("changes nothing when the second one fails", async () => {
    const { result, slices } = sync([{}, { error: new NotReadyError("later") }], 7);
    await expect(result).rejects.toThrow("later");
    expect(slices.rowsOf(SLICE)).toBe(7);
  });

  test("is believed at once where there was nothing before", async () => {
    const { result, source } = sync([{}], 0);
    expect(await result).toMatchObject({ status: "empty", rows: 0 });
    expect(source.extracted).toHaveLength(1);
  });
});

test.each([
  new SliceError("forbidden", "no"),
  new SliceError("drift", "no"),
  new NotReadyError("no"),
  new TypeError("no"),
])("any other failure is passed on as it is, and nothing is loaded: %s", async (failure) => {
  const { result, slices, source } = sync([{ pages: [2], error: failure }], 7);
  await expect(result).rejects.toBe(failure);
  expect(source.extracted).toHaveLength(1);
  expect(slices.diary.filter((entry) => entry.startsWith("load"))).toEqual([]);
});

test("a page that cannot be staged fails the slice, and nothing is loaded", async () => {
  const lost = new Error("connection lost");
  const slices = new MemorySlices([[SLICE, 7]], { failsToStage: lost });
  const { result } = sync([{ pages: [1, 1, 1] }], 7, slices);
  await expect(result).rejects.toBe(lost);
  expect(slices.diary).toEqual([]);
});
