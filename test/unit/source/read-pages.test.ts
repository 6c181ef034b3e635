import { describe, expect, test } from "vitest";
import { JsonNumber } from "../../../src/domain/json-number.ts";
import type { JsonObject } from "../../../src/domain/json.ts";
import { PageTooLargeError } from "../../../src/source/tencent/page-too-large-error.ts";
import { type PagedRequest, readPages } from "../../../src/source/tencent/read-pages.ts";
import { type Asked, askedOf, idsOf, idsUpTo, listOf, PAGING } from "./paged-list.ts";

test.each([0, 1, 9, 10, 11, 35, 100])(
  "a list of %d rows is read whole and in order",
  async (count) => {
    const { request, asked } = listOf(count);
    expect(await idsOf(request)).toEqual(idsUpTo(count));
    expect(asked.length).toBe(Math.floor(count / 10) + 1);
  },
);

test("pages are numbered from 1, in order, and asked for with the stream's parameters and size", async () => {
  const seen: JsonObject[] = [];
  const { request, answer } = listOf(25);
  const call: PagedRequest["call"] = async (params) => {
    await Promise.resolve();
    seen.push(params);
    return answer(askedOf(params));
  };
  const numbers: number[] = [];
  for await (const {
    mark: { number },
  } of readPages({ ...request, call })) {
    numbers.push(number);
  }
  expect(numbers).toEqual([1, 2, 3]);
  expect(seen[0]).toEqual({
    Month: "2026-10",
    Page: new JsonNumber("1"),
    PageSize: new JsonNumber("10"),
  });
});

describe("pages ahead", () => {
  test("are asked for while an earlier one is still awaited, as many as the window allows", async () => {
    let underWay = 0;
    let most = 0;
    const { request, answer } = listOf(200);
    const call: PagedRequest["call"] = async (params) => {
      underWay += 1;
      most = Math.max(most, underWay);
      await new Promise((resolve) => setImmediate(resolve));
      underWay -= 1;
      return answer(askedOf(params));
    };
    expect(await idsOf({ ...request, call })).toEqual(idsUpTo(200));
    expect(most).toBe(3);
  });

  test("come in order whatever order they arrive in", async () => {
    const { request, answer } = listOf(60);
    const call: PagedRequest["call"] = async (params) => {
      const { page } = askedOf(params);
      await new Promise((resolve) => {
        setTimeout(resolve, page % 2 === 0 ? 4 : 0);
      });
      return answer(askedOf(params));
    };
    expect(await idsOf({ ...request, call })).toEqual(idsUpTo(60));
  });

  test("are given up when nobody wants them any more", async () => {
    const signals: AbortSignal[] = [];
    const { request, answer } = listOf(100);
    const call: PagedRequest["call"] = async (params, signal) => {
      signals.push(signal);
      await Promise.resolve();
      return answer(askedOf(params));
    };
    for await (const {
      mark: { number },
    } of readPages({ ...request, call })) {
      if (number === 2) {
        break;
      }
    }
    expect(signals.length).toBeGreaterThan(2);
    expect(signals.every(({ aborted }) => aborted)).toBe(true);
  });

  test("that fail are reported in their turn: what came before is still read", async () => {
    const { request, answer } = listOf(100);
    const call: PagedRequest["call"] = async (params) => {
      await Promise.resolve();
      if (askedOf(params).page === 3) {
        throw new Error("page 3 is broken");
      }
      return answer(askedOf(params));
    };
    const numbers: number[] = [];
    const reading = (async () => {
      for await (const {
        mark: { number },
      } of readPages({ ...request, call })) {
        numbers.push(number);
      }
    })();
    await expect(reading).rejects.toThrow("page 3 is broken");
    expect(numbers).toEqual([1, 2]);
  });
});

describe("the running month", () => {
  test("that grew while it was read is followed to its end, and its first page read again", async () => {
    const counts = [25, 25, 31, 31, 31, 31];
    const asked: number[] = [];
    const { request } = listOf(0);
    const call: PagedRequest["call"] = async (params) => {
      await Promise.resolve();
      const count = counts[asked.length] ?? 31;
      asked.push(askedOf(params).page);
      return listOf(count).answer(askedOf(params));
    };
    expect(await idsOf({ ...request, call, window: 0, mayGrow: true })).toEqual(idsUpTo(31));
    expect(asked).toEqual([1, 2, 3, 4, 1]);
  });

  test("whose first page changed meanwhile contradicts itself", async () => {
    const { request, answer } = listOf(31);
    let calls = 0;
    const call: PagedRequest["call"] = async (params) => {
      await Promise.resolve();
      calls += 1;
      const whole = answer(askedOf(params));
      const isFirst = askedOf(params).page === 1;
      const total = new JsonNumber(calls === 1 ? "25" : "31");
      return isFirst && calls > 1
        ? { ...whole, Rows: [{ Id: "new" }, ...(whole["Rows"] as JsonObject[]).slice(0, 9)] }
        : { ...whole, Total: total };
    };
    await expect(idsOf({ ...request, call, window: 0, mayGrow: true })).rejects.toThrow(
      expect.objectContaining({ failure: "inconsistent" }),
    );
  });
});

describe("a page that would be too large an answer", () => {
  test("is asked for in smaller ones, and no row is lost", async () => {
    const { request } = listThatRefuses(35, 5);
    expect(await idsOf(request)).toEqual(idsUpTo(35));
  });

  test.each([0, 10, 15, 20, 30, 34])(
    "behind row %d halves the pages from there, and no row comes twice",
    async (heavyFrom) => {
      const { request } = listThatRefuses(35, 5, heavyFrom);
      expect(await idsOf(request)).toEqual(idsUpTo(35));
    },
  );

  test("in the documented size is halved as often as it takes", async () => {
    const { request, asked } = listThatRefuses(430, 50);
    const paging = { ...PAGING, size: 200 };
    expect(await idsOf({ ...request, paging })).toEqual(idsUpTo(430));
    expect([...new Set(asked.map(({ size }) => size))]).toEqual([200, 100, 50]);
  });

  test("makes smaller pages, of which a full one is not a short one: a low Total ends nothing", async () => {
    const { request } = listThatRefuses(20, 5);
    const call: PagedRequest["call"] = async (params, signal) => ({
      ...(await request.call(params, signal)),
      Total: new JsonNumber("15"),
    });
    expect(await idsOf({ ...request, call })).toEqual(idsUpTo(20));
  });

  test("however small, fails: there is no half of a row", async () => {
    const { request, asked } = listThatRefuses(35, 0);
    await expect(idsOf(request)).rejects.toThrow(PageTooLargeError);
    expect(asked.map(({ size }) => size)).toEqual([10, 5]);
  });

  test("does not keep page 1 from being read again in the size it was first read in", async () => {
    const sizes: Asked[] = [];
    const { request } = listOf(0);
    const call: PagedRequest["call"] = async (params) => {
      await Promise.resolve();
      const page = askedOf(params);
      sizes.push(page);
      if (page.size > 5 && page.page > 1) {
        throw new PageTooLargeError("ResponseSizeLimitExceeded");
      }
      return listOf(sizes.length === 1 ? 25 : 31).answer(page);
    };
    expect(await idsOf({ ...request, call, window: 0, mayGrow: true })).toEqual(idsUpTo(31));
    expect(sizes.at(-1)).toEqual({ page: 1, size: 10 });
  });
});

/** A list whose answers may hold `rowsMax` rows, or fewer once they reach row `heavyFrom`. */
function listThatRefuses(rowCount: number, rowsMax: number, heavyFrom = 0) {
  const asked: Asked[] = [];
  const { request, answer } = listOf(rowCount);
  const call: PagedRequest["call"] = async (params) => {
    await Promise.resolve();
    const page = askedOf(params);
    asked.push(page);
    if (page.size > rowsMax && page.page * page.size > heavyFrom) {
      throw new PageTooLargeError("ResponseSizeLimitExceeded");
    }
    return answer(page);
  };
  return { request: { ...request, call }, asked };
}
