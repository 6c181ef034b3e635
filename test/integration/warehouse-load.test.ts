import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { JsonObject } from "../../src/domain/json.ts";
import type { Slice } from "../../src/domain/slice.ts";
import type { LoadResult } from "../../src/domain/warehouse.ts";
import { stream } from "../../src/source/tencent/streams/partner-bill-detail.ts";
import { billLine, billLines } from "../support/bill-line.ts";
import { expectationOf, lineIds, unmoved } from "../support/bill-oracle.ts";
import { freshDatabase } from "../support/fresh-database.ts";
import { type Identity, linesArbitrary, repaged } from "../support/line-arbitrary.ts";
import { loadAnswers } from "../support/load-answers.ts";
import { openTestWarehouse } from "../support/open-test-warehouse.ts";
import { readRows, readText, type TextRow } from "../support/read-table.ts";
import { sliceOf } from "../support/slice-of.ts";

/** Bill lines in one database, looked at one slice at a time. */
async function openBench() {
  const stack = new AsyncDisposableStack();
  const database = stack.use(await freshDatabase());
  const warehouse = stack.use(openTestWarehouse(database, [stream]));
  let slices = 0;
  return {
    newSlice: (): Slice => {
      slices += 1;
      return sliceOf(stream, { uin: `${slices}` });
    },
    load: async (slice: Slice, pages: readonly (readonly JsonObject[])[]): Promise<LoadResult> =>
      await loadAnswers(
        warehouse,
        slice,
        pages.map((lines) => billLines(...lines)),
      ),
    rows: async ({ uin }: Slice): Promise<readonly TextRow[]> =>
      (await readRows(database.pool, "billing.bill_detail")).filter(
        (row) => row["customer_uin"] === uin,
      ),
    journal: async ({ uin }: Slice) => {
      const { rows } = await database.pool.query<{ change: string }>(
        `select row_key ->> 'line_id' as line_id, change, old_amount, new_amount,
           (select array_agg(f order by f collate "C") from unnest(changed_fields) f) as changed_fields
         from billing_ops.bill_change where uin = $1 order by row_key ->> 'line_id' collate "C"`,
        [uin],
      );
      return rows;
    },
    query: async (text: string, { uin }: Slice) => await readText(database.pool, text, [uin]),
    [Symbol.asyncDispose]: async () => await stack.disposeAsync(),
  };
}

const IDENTITIES: readonly Identity[] = ["ids", "no ids", "some ids"];
const pages = fc.record({
  order: fc.array(fc.nat(100), { minLength: 1, maxLength: 12 }),
  size: fc.integer({ min: 1, max: 5 }),
});

/** What lines say, apart from their keys, in an order that does not depend on them. */
function contents(rows: readonly Readonly<Record<string, unknown>>[]): readonly string[] {
  return rows
    .map((row) =>
      JSON.stringify(
        ["instance_id", "instance_name", "total_cost", "tags", "extra"].map((name) => row[name]),
      ),
    )
    .toSorted();
}

function expectedContents(lines: readonly JsonObject[]): readonly string[] {
  return contents(
    lines.map((line) => ({
      instance_id: line["InstanceId"],
      instance_name: line["InstanceName"],
      total_cost: line["TotalCost"],
      tags: line["Tags"] === null ? null : '[{"TagKey": "team", "TagValue": "a"}]',
      extra: "NewField" in line ? '{"NewField": "x"}' : null,
    })),
  );
}

describe.each(IDENTITIES)("a slice of lines with %s", (identity) => {
  const lines = linesArbitrary(identity);

  test("holds exactly the lines of the answer, and the same lines again write nothing, however they are paged", async () => {
    await using bench = await openBench();
    await fc.assert(
      fc.asyncProperty(lines, pages, async (answer, paging) => {
        const slice = bench.newSlice();
        expect(await bench.load(slice, [answer])).toEqual({
          status: answer.length === 0 ? "empty" : "loaded",
          rows: answer.length,
          amount: expect.any(String),
          rowsAdded: answer.length,
          rowsChanged: 0,
          rowsRemoved: 0,
          unknownFields: countsOf(answer, "NewField"),
        });
        const before = await bench.rows(slice);
        expect(contents(before)).toEqual(expectedContents(answer));

        const again = await bench.load(slice, repaged(answer, paging));
        expect(again).toMatchObject({ rowsAdded: 0, rowsChanged: 0, rowsRemoved: 0 });
        expect(await bench.rows(slice)).toEqual(before);
        expect(await bench.journal(slice)).toEqual([]);
      }),
      { numRuns: 20 },
    );
  });

  test("becomes the next answer, with every difference counted and journalled and nothing else written", async () => {
    await using bench = await openBench();
    await fc.assert(
      fc.asyncProperty(lines, lines, pages, async (first, second, paging) => {
        const slice = bench.newSlice();
        await bench.load(slice, [first]);
        const before = await bench.rows(slice);
        const result = await bench.load(slice, repaged(second, paging));
        const after = await bench.rows(slice);

        expect(contents(after)).toEqual(expectedContents(second));
        const expected = expectationOf(before, after, expect.any(String));
        expect(result).toMatchObject(expected.counts);
        expect(await bench.journal(slice)).toEqual(expected.journal);
        expect(unmoved(before, after)).toEqual(expected.untouched);
      }),
      { numRuns: 30 },
    );
  });
});

test("what was loaded first and every change since add up to what is there", async () => {
  await using bench = await openBench();
  const nights = fc.array(linesArbitrary("some ids"), { minLength: 1, maxLength: 5 });
  await fc.assert(
    fc.asyncProperty(nights, async (answers) => {
      const slice = bench.newSlice();
      for (const answer of answers) {
        await bench.load(slice, [answer]);
      }
      const [sums] = await bench.query(
        `select
           (select amount from billing_ops.slice_load where uin = $1 and is_first)
             + (select coalesce(sum(coalesce(new_amount, 0) - coalesce(old_amount, 0)), 0)
                from billing_ops.bill_change where uin = $1) = present as journal_agrees,
           (select amount from billing_ops.slice where uin = $1) = present as slice_agrees
         from (select coalesce(sum(total_cost), 0) as present
               from billing.bill_detail where customer_uin = $1) as facts`,
        slice,
      );
      expect(sums).toEqual({ journal_agrees: "t", slice_agrees: "t" });
    }),
    { numRuns: 20 },
  );
});

describe("the key of a line", () => {
  test("is the vendor's Id, with a number where it repeats", async () => {
    await using bench = await openBench();
    const slice = bench.newSlice();
    const twins = ["7", "7", "8", "7"].map((Id, index) =>
      billLine({ Id, InstanceName: `${index}` }),
    );
    await bench.load(slice, [twins]);
    expect(lineIds(await bench.rows(slice))).toEqual(["7", "7#2", "7#3", "8"]);
  });

  test("is a fingerprint where there is no Id: identical lines are two rows, and stay what they are when renamed", async () => {
    await using bench = await openBench();
    const slice = bench.newSlice();
    const line = billLine({ Id: "" });
    await bench.load(slice, [[line, line]]);
    const keys = lineIds(await bench.rows(slice));
    expect(keys).toEqual([
      expect.stringMatching(/^h1:[0-9a-f]{32}#1$/),
      expect.stringMatching(/^h1:[0-9a-f]{32}#2$/),
    ]);

    const renamed = { ...line, InstanceName: "renamed", ProjectName: "moved", Tags: [] };
    const result = await bench.load(slice, [[renamed, renamed]]);
    expect(result).toMatchObject({ rowsAdded: 0, rowsChanged: 2, rowsRemoved: 0 });
    expect(lineIds(await bench.rows(slice))).toEqual(keys);
  });

  test("that changes from fingerprints to Ids for the whole slice is one entry in the journal", async () => {
    await using bench = await openBench();
    const slice = bench.newSlice();
    const costs = ["1.10", "2.20", "3.30"];
    const withIds = costs.map((TotalCost, index) => billLine({ Id: `${index}`, TotalCost }));
    await bench.load(slice, [withIds.map((line) => ({ ...line, Id: "" }))]);
    const result = await bench.load(slice, [withIds]);
    expect(result).toMatchObject({ rows: 3, rowsAdded: 3, rowsChanged: 0, rowsRemoved: 3 });
    expect(await bench.journal(slice)).toEqual([
      {
        line_id: null,
        change: "rekeyed",
        old_amount: "6.60",
        new_amount: "6.60",
        changed_fields: null,
      },
    ]);
    expect(lineIds(await bench.rows(slice))).toEqual(["0", "1", "2"]);
  });
});

/** How many lines have the field, by its name; nothing where none has. */
function countsOf(answer: readonly JsonObject[], field: string): Readonly<Record<string, number>> {
  const lines = answer.filter((line) => field in line).length;
  return lines === 0 ? {} : { [field]: lines };
}
