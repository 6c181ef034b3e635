import { describe, expect, test } from "vitest";
import type { JsonObject } from "../../../src/domain/json.ts";
import type { PageMark } from "../../../src/source/tencent/page-mark.ts";
import { type PagedRequest, readPages } from "../../../src/source/tencent/read-pages.ts";
import { askedOf, idsOf, idsUpTo, listOf } from "./paged-list.ts";

/** The marks of the first pages of a list, as a walk that was cut off left them. */
async function marksOf(request: PagedRequest, count: number): Promise<readonly PageMark[]> {
  const marks: PageMark[] = [];
  for await (const { mark } of readPages(request)) {
    marks.push(mark);
    if (marks.length === count) {
      break;
    }
  }
  return marks;
}

describe("a list of which some pages are staged", () => {
  test("costs its first page and those behind the staged ones", async () => {
    const { request, asked } = listOf(95);
    const staged = await marksOf(request, 6);
    asked.length = 0;
    expect(await idsOf({ ...request, staged })).toEqual(idsUpTo(95).slice(60));
    expect(asked.map(({ page }) => page)).toEqual([1, 7, 8, 9, 10]);
  });

  test("of which all are staged costs its first page", async () => {
    const { request, asked } = listOf(25);
    const staged = await marksOf(request, 3);
    asked.length = 0;
    expect(await idsOf({ ...request, staged })).toEqual([]);
    expect(asked.map(({ page }) => page)).toEqual([1]);
  });

  test.each([
    ["an amount of its first page changed", { Amount: "1.00" }, 95],
    ["a row was added", {}, 96],
    ["a row was taken away", {}, 94],
  ])("contradicts itself where %s meanwhile", async (_, change, rowCount) => {
    const before = listOf(95);
    const staged = await marksOf(before.request, 6);
    const { request, answer } = listOf(rowCount);
    const changed: PagedRequest["call"] = async (params) => {
      await Promise.resolve();
      const page = answer(askedOf(params));
      const [first, ...rest] = page["Rows"] as readonly JsonObject[];
      return { ...page, Rows: [{ ...first, ...change }, ...rest] };
    };
    await expect(idsOf({ ...request, staged, call: changed })).rejects.toMatchObject({
      failure: "inconsistent",
    });
  });

  test("and that had grown before has its growth followed as if it had been read in one go", async () => {
    const { request, answer } = listOf(30);
    let rowCount = 30;
    const growing: PagedRequest["call"] = async (params) => {
      await Promise.resolve();
      return { ...answer(askedOf(params)), ...listOf(rowCount).answer(askedOf(params)) };
    };
    const grown: PagedRequest = { ...request, mayGrow: true, call: growing, window: 0 };
    const marks: PageMark[] = [];
    for await (const { mark } of readPages(grown)) {
      marks.push(mark);
      rowCount = 41;
      if (marks.length === 2) {
        break;
      }
    }
    expect(await idsOf({ ...grown, staged: marks })).toEqual(idsUpTo(41).slice(20));
  });
});
