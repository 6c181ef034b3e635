import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { JsonNumber } from "../../src/domain/json-number.ts";
import type { Json } from "../../src/domain/json.ts";
import { stream as detailStream } from "../../src/source/tencent/streams/partner-bill-detail.ts";
import { stream as totalStream } from "../../src/source/tencent/streams/partner-bill-total.ts";
import { billLine, billLines } from "../support/bill-line.ts";
import { freshDatabase } from "../support/fresh-database.ts";
import { loadAnswers } from "../support/load-answers.ts";
import { openTestWarehouse } from "../support/open-test-warehouse.ts";
import { readText, type TextRow } from "../support/read-table.ts";
import { sliceOf } from "../support/slice-of.ts";

const SLICE = sliceOf(detailStream);

type Trip = { readonly field: string; readonly column: string; readonly values: readonly Json[] };

/** A database that values go to and come back from; every trip has a slice of its own. */
async function openTerminal() {
  const stack = new AsyncDisposableStack();
  const database = stack.use(await freshDatabase());
  const warehouse = stack.use(openTestWarehouse(database, [detailStream]));
  let trips = 0;
  return {
    /** Loads one line for each value; returns what the database then says of `column`, in their order. */
    roundTrip: async ({ field, column, values }: Trip): Promise<readonly TextRow[]> => {
      trips += 1;
      const slice = sliceOf(detailStream, { uin: `${trips}` });
      const lines = values.map((value, index) => billLine({ Id: `${index}`, [field]: value }));
      await loadAnswers(warehouse, slice, [billLines(...lines)]);
      return await readText(
        database.pool,
        `select ${column}::text as value, extra -> '$raw' ->> $1 as raw
         from billing.bill_detail where customer_uin = $2 order by line_id::int`,
        [field, slice.uin],
      );
    },
    [Symbol.asyncDispose]: async () => await stack.disposeAsync(),
  };
}

describe("amounts", () => {
  const digits = fc.stringMatching(/^\d{1,40}$/);
  const plainDecimal = fc
    .tuple(
      fc.constantFrom("", "-"),
      fc.oneof(fc.constant("0"), fc.stringMatching(/^[1-9]\d{0,60}$/)),
      fc.option(digits, { nil: undefined }),
    )
    .map(
      ([sign, whole, fraction]) => `${sign}${whole}${fraction === undefined ? "" : `.${fraction}`}`,
    )
    .filter((text) => !/^-0(\.0+)?$/.test(text));

  test("come back digit for digit, whatever plain decimal the API sends, as text or as bare number", async () => {
    await using terminal = await openTerminal();
    await fc.assert(
      fc.asyncProperty(fc.array(plainDecimal, { minLength: 1, maxLength: 60 }), async (texts) => {
        const values = texts.map((text, index) => (index % 2 === 0 ? text : new JsonNumber(text)));
        const stored = await terminal.roundTrip({
          field: "TotalCost",
          column: "total_cost",
          values,
        });
        expect(stored).toEqual(texts.map((value) => ({ value, raw: null })));
      }),
      { numRuns: 15 },
    );
  });

  test("that are no plain decimal keep what was sent beside what is stored", async () => {
    await using terminal = await openTerminal();
    const cases: readonly (readonly [sent: Json, stored: string | null, raw: string | null])[] = [
      ["333.00000000", "333.00000000", null],
      [new JsonNumber("333.00000000"), "333.00000000", null],
      ["-0.00", "0.00", "-0.00"],
      [new JsonNumber("1.5e-7"), "0.00000015", "1.5e-7"],
      [new JsonNumber("2E3"), "2000", "2E3"],
      ["-", null, "-"],
      ["", null, ""],
      [null, null, null],
    ];
    const stored = await terminal.roundTrip({
      field: "OriginalCost",
      column: "original_cost",
      values: cases.map(([sent]) => sent),
    });
    expect(stored).toEqual(cases.map(([, value, raw]) => ({ value, raw })));
  });

  test("are added up exactly, far beyond what a double holds", async () => {
    await using database = await freshDatabase();
    await using warehouse = openTestWarehouse(database, [detailStream]);
    const costs = ["90071992547409930.1", "0.00000000000000000001", "-0.10000000000000000001"];
    const lines = costs.map((TotalCost, index) => billLine({ Id: `${index}`, TotalCost }));
    await loadAnswers(warehouse, SLICE, [billLines(...lines)]);
    const [slice] = await readText(database.pool, "select amount from billing_ops.slice");
    expect(slice).toEqual({ amount: "90071992547409930.00000000000000000000" });
  });

  test("that change in their last zero alone are a change: 1.0 was not what 1.00 is", async () => {
    await using database = await freshDatabase();
    await using warehouse = openTestWarehouse(database, [totalStream]);
    const slice = sliceOf(totalStream);
    await loadAnswers(warehouse, slice, [{ TotalCost: new JsonNumber("1.0") }]);
    const again = await loadAnswers(warehouse, slice, [{ TotalCost: new JsonNumber("1.00") }]);
    expect(again).toMatchObject({ rowsChanged: 1 });
    expect(
      await readText(database.pool, "select total_cost from billing.partner_bill_total"),
    ).toEqual([{ total_cost: "1.00" }]);
    const journal = "select old_amount, new_amount, changed_fields from billing_ops.bill_change";
    expect(await readText(database.pool, journal)).toEqual([
      { old_amount: "1.0", new_amount: "1.00", changed_fields: "{total_cost}" },
    ]);
  });
});

describe("names", () => {
  const awkward = fc.constantFrom(
    "\t",
    "\n",
    "\r\n",
    "\v",
    "\b",
    "\\",
    "'",
    '"',
    "\\N",
    "\\.",
    "\\n",
    "\u00A0",
    "\uFEFF",
    "\u2028",
    "é",
    "广州",
    "👩‍👩‍👧",
  );
  const name = fc
    .array(fc.oneof(awkward, fc.string({ unit: "binary", maxLength: 5 })), { maxLength: 8 })
    .map((parts) => parts.join("").replaceAll("\u0000", ""));

  test("come back byte for byte, also where they look like the loader's own marks", async () => {
    await using terminal = await openTerminal();
    await fc.assert(
      fc.asyncProperty(fc.array(name, { minLength: 1, maxLength: 60 }), async (names) => {
        const values = ["\\N", "\\.", "", "null", ...names];
        const stored = await terminal.roundTrip({ field: "Region", column: "region", values });
        expect(stored.map(({ value }) => value)).toEqual(values);
      }),
      { numRuns: 15 },
    );
  });

  test("inside nested values and unknown fields come back too", async () => {
    await using terminal = await openTerminal();
    await fc.assert(
      fc.asyncProperty(fc.array(name, { minLength: 1, maxLength: 30 }), async (names) => {
        const tags = names.map((TagValue) => [{ TagKey: "team", TagValue }]);
        const stored = await terminal.roundTrip({
          field: "Tags",
          column: "tags -> 0 ->> 'TagValue'",
          values: tags,
        });
        expect(stored.map(({ value }) => value)).toEqual(names);
      }),
      { numRuns: 15 },
    );
  });
});

describe("times", () => {
  test.each(["UTC", "America/New_York", "Asia/Shanghai", "Asia/Kolkata"])(
    "are UTC+8 wall clock, loaded by a session in %s",
    async (zone) => {
      await using database = await freshDatabase();
      await database.pool.query(`alter database "${database.name}" set timezone = '${zone}'`);
      await using loading = database.openAgain();
      await using warehouse = openTestWarehouse(loading, [detailStream]);
      const lines = [
        billLine({ Id: "1", UsageStartTime: "2026-10-01 00:00:00" }),
        // An hour that New York skipped.
        billLine({ Id: "2", UsageStartTime: "2026-03-08 02:30:00" }),
        billLine({ Id: "3", UsageStartTime: "0000-00-00 00:00:00" }),
      ];
      await loadAnswers(warehouse, SLICE, [billLines(...lines)]);
      const rows = await readText(
        loading.pool,
        `select extract(epoch from usage_start_time)::bigint as epoch_s, bill_month,
           extra -> '$raw' ->> 'UsageStartTime' as raw
         from billing.bill_detail order by line_id`,
      );
      const [epochOf, bill_month] = [(iso: string) => `${Date.parse(iso) / 1000}`, "2026-10-01"];
      expect(rows).toEqual([
        { epoch_s: epochOf("2026-09-30T16:00:00Z"), bill_month, raw: null },
        { epoch_s: epochOf("2026-03-07T18:30:00Z"), bill_month, raw: null },
        { epoch_s: null, bill_month, raw: "0000-00-00 00:00:00" },
      ]);
    },
  );

  test("mean the same to a database that writes dates in another order", async () => {
    await using database = await freshDatabase();
    await database.pool.query(`alter database "${database.name}" set datestyle = 'German, DMY'`);
    await using loading = database.openAgain();
    await using warehouse = openTestWarehouse(loading, [detailStream]);
    await loadAnswers(warehouse, SLICE, [billLines(billLine())]);
    const [state] = await warehouse.slices.states();
    expect(state).toMatchObject({
      billMonth: "2026-10-01",
      lastSuccessAt: Date.parse("2026-11-10T01:30:00Z"),
    });
  });
});
