import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { SliceError } from "../../../src/domain/slice-error.ts";
import { type PageFacts, PageWalk } from "../../../src/source/tencent/page-walk.ts";

const SIZE = 2;

/** A page as a reader writes it: its rows, one letter each, and the Total it answers. */
type Written = {
  readonly rows: string;
  readonly total?: number;
};

type Sequence = {
  readonly pages: readonly Written[];
  readonly hasIds?: boolean;
  readonly mayGrow?: boolean;
};

function facts({ rows, total }: Written, number: number, hasIds: boolean): PageFacts {
  return {
    number,
    rows: rows.length,
    total,
    fingerprint: rows,
    hasIds: hasIds && rows.length > 0,
    content: rows,
  };
}

/** What the walk says to the last page; every page before it has to be followed by another. */
function walk({ pages, hasIds = true, mayGrow = false }: Sequence): string {
  const walker = new PageWalk({ pageSize: SIZE, mayGrow });
  let step = "more";
  for (const [index, page] of pages.entries()) {
    if (step !== "more") {
      return `${step} before page ${index + 1}`;
    }
    step = verdictOf(() => walker.accept(facts(page, index + 1, hasIds)));
  }
  return step;
}

function verdictOf(accept: () => string): string {
  try {
    return accept();
  } catch (error) {
    if (error instanceof SliceError && error.code === "InconsistentPages") {
      return error.failure;
    }
    throw error;
  }
}

const pages = (total: number | undefined, ...rows: readonly string[]): readonly Written[] =>
  rows.map((each) => (total === undefined ? { rows: each } : { rows: each, total }));

describe("the walk ends", () => {
  test.each<[string, Sequence]>([
    ["on an empty page", { pages: pages(undefined, "ab", "cd", "") }],
    ["on an empty first page", { pages: pages(0, "") }],
    ["on an empty first page without a Total", { pages: pages(undefined, "") }],
    ["on a short page that Total confirms", { pages: pages(3, "ab", "c") }],
    ["on a short first page that Total confirms", { pages: pages(1, "a") }],
    ["on the empty page behind a last full one", { pages: pages(4, "ab", "cd", "") }],
    [
      "on an empty page that answers Total 0 because it is past the end",
      { pages: [...pages(4, "ab", "cd"), { rows: "", total: 0 }] },
    ],
    ["on an empty page without a Total", { pages: [...pages(4, "ab", "cd"), { rows: "" }] }],
    [
      "with more rows than Total: it is documented to lag",
      { pages: pages(3, "ab", "cd", "e", "") },
    ],
    [
      "with one row beside a Total of 0, as the vendor's sample has it",
      { pages: pages(0, "a", "") },
    ],
  ])("%s", (_, sequence) => {
    expect(walk(sequence)).toBe("end");
  });
});

describe("the walk goes on", () => {
  test.each<[string, Sequence]>([
    ["after a full page, even the one that reaches Total", { pages: pages(2, "ab") }],
    ["after a short page that Total does not confirm", { pages: pages(5, "ab", "c") }],
    ["after a short page without a Total", { pages: pages(undefined, "ab", "c") }],
    ["after a short page beyond a Total that is too low", { pages: pages(2, "ab", "c") }],
    ["after a row beside a Total of 0", { pages: pages(0, "a") }],
  ])("%s", (_, sequence) => {
    expect(walk(sequence)).toBe("more");
  });
});

describe("a Total that moves", () => {
  const GREW: readonly Written[] = [
    { rows: "ab", total: 3 },
    { rows: "cd", total: 5 },
    { rows: "e", total: 5 },
  ];

  test("upwards in the running month is followed to its new end, and page 1 is read again", () => {
    expect(walk({ pages: GREW, mayGrow: true })).toBe("recheck-first-page");
  });

  test("upwards on the empty page of the running month means that rows are missing", () => {
    const grown = [...pages(4, "ab", "cd"), { rows: "", total: 5 }];
    expect(walk({ pages: grown, mayGrow: true })).toBe("inconsistent");
  });

  test("upwards in a closed month contradicts itself", () => {
    expect(walk({ pages: GREW.slice(0, 2) })).toBe("inconsistent");
  });

  test.each([true, false])("downwards contradicts itself (running month: %s)", (mayGrow) => {
    const fell: readonly Written[] = [
      { rows: "ab", total: 5 },
      { rows: "cd", total: 4 },
    ];
    expect(walk({ pages: fell, mayGrow })).toBe("inconsistent");
  });

  test("down to 0 beside rows contradicts itself too", () => {
    const fell: readonly Written[] = [
      { rows: "ab", total: 4 },
      { rows: "cd", total: 0 },
    ];
    expect(walk({ pages: fell, mayGrow: true })).toBe("inconsistent");
  });

  test.each<[string, string, string]>([
    ["agrees when it is as it was", "ab", "agrees"],
    ["does not when a row came to its front", "xa", "inconsistent"],
    ["does not when a row went", "b", "inconsistent"],
  ])("page 1 read again %s", (_, rows, verdict) => {
    const walker = new PageWalk({ pageSize: SIZE, mayGrow: true });
    for (const [index, page] of GREW.entries()) {
      walker.accept(facts(page, index + 1, true));
    }
    const recheck = (): string => {
      walker.acceptRecheck(facts({ rows, total: 5 }, 1, true));
      return "agrees";
    };
    expect(verdictOf(recheck)).toBe(verdict);
  });
});

describe("pages that contradict each other", () => {
  test.each<[string, Sequence]>([
    ["fewer rows than Total at the empty page", { pages: pages(5, "ab", "cd", "") }],
    ["an empty first page beside a Total", { pages: pages(3, "") }],
    ["a page with the Ids of an earlier one", { pages: pages(6, "ab", "cd", "ab") }],
    ["the same Ids at once", { pages: pages(6, "ab", "ab") }],
    ["the same Ids without a Total", { pages: pages(undefined, "ab", "ab") }],
    ["the same short page again and again beside a Total of 0", { pages: pages(0, "a", "a") }],
    [
      "without Ids, the same full page more often than Total has rows for",
      { pages: pages(4, "aa", "aa", "aa"), hasIds: false },
    ],
    [
      "without Ids, the same full page twice and fewer rows than Total",
      { pages: pages(5, "aa", "aa", ""), hasIds: false },
    ],
    [
      "without Ids and Total, the same full page twice",
      { pages: pages(undefined, "aa", "aa", ""), hasIds: false },
    ],
  ])("%s", (_, sequence) => {
    expect(walk(sequence)).toBe("inconsistent");
  });

  test("are not two full pages of identical lines without Ids whose count is right", () => {
    expect(walk({ pages: pages(4, "aa", "aa", ""), hasIds: false })).toBe("end");
    expect(walk({ pages: pages(5, "aa", "aa", "a"), hasIds: false })).toBe("end");
  });
});

describe("a source that never ends", () => {
  test.each<[string, boolean, number | undefined]>([
    ["with Ids", true, undefined],
    ["without Ids", false, undefined],
    ["without Ids, with a Total", false, 1000],
  ])("and repeats one page %s is left", (_, hasIds, total) => {
    const walker = new PageWalk({ pageSize: SIZE, mayGrow: true });
    expect(() => {
      for (let number = 1; number < 1000; number += 1) {
        walker.accept(
          facts({ rows: "ab", ...(total === undefined ? {} : { total }) }, number, hasIds),
        );
      }
    }).toThrow(expect.objectContaining({ failure: "inconsistent" }));
  });

  test("and has something new on every page is left as well", () => {
    const walker = new PageWalk({ pageSize: 1, mayGrow: true });
    expect(() => {
      for (let number = 1; number <= 200_000; number += 1) {
        walker.accept({
          number,
          rows: 1,
          total: undefined,
          fingerprint: String(number),
          hasIds: true,
          content: "",
        });
      }
    }).toThrow(/more than \d+ pages/);
  });
});

test("as many pages are promised as Total has rows for, and one at least", () => {
  const walker = new PageWalk({ pageSize: 2, mayGrow: true });
  expect(walker.promisedPages).toBe(1);
  walker.accept(facts({ rows: "ab", total: 5 }, 1, true));
  expect(walker.promisedPages).toBe(3);
  walker.accept(facts({ rows: "cd", total: 7 }, 2, true));
  expect(walker.promisedPages).toBe(4);
});

test("an honest source is read whole, whatever its size and however low its Total", () => {
  const source = fc.record({
    rowCount: fc.nat(60),
    pageSize: fc.integer({ min: 1, max: 9 }),
    hasIds: fc.boolean(),
    mayGrow: fc.boolean(),
    missing: fc.option(fc.nat(60), { nil: undefined }),
  });
  fc.assert(
    fc.property(source, ({ rowCount, pageSize, hasIds, mayGrow, missing }) => {
      const total = missing === undefined ? undefined : Math.max(0, rowCount - missing);
      const walker = new PageWalk({ pageSize, mayGrow });
      const taken: number[] = [];
      for (let number = 1; ; number += 1) {
        const first = (number - 1) * pageSize;
        const rows = Math.max(0, Math.min(pageSize, rowCount - first));
        taken.push(...Array.from({ length: rows }, (_, index) => first + index));
        const fingerprint = `${first}`;
        const page = { number, rows, total, fingerprint, hasIds: hasIds && rows > 0, content: "" };
        if (walker.accept(page) !== "more") {
          break;
        }
      }
      expect(taken).toEqual(Array.from({ length: rowCount }, (_, index) => index));
    }),
    { numRuns: 500 },
  );
});
