import { expect, test } from "vitest";
import type { JsonObject } from "../../src/domain/json.ts";
import { stream as infoStream } from "../../src/source/tencent/streams/customer-info.ts";
import { stream as listStream } from "../../src/source/tencent/streams/customer.ts";
import { stream as payModeStream } from "../../src/source/tencent/streams/partner-bill-by-pay-mode.ts";
import { stream as productStream } from "../../src/source/tencent/streams/partner-bill-by-product.ts";
import { stream as detailStream } from "../../src/source/tencent/streams/partner-bill-detail.ts";
import { billLine, billLines } from "../support/bill-line.ts";
import { freshDatabase } from "../support/fresh-database.ts";
import { loadAnswers, NIGHT } from "../support/load-answers.ts";
import { openTestWarehouse } from "../support/open-test-warehouse.ts";
import { readText } from "../support/read-table.ts";
import { sliceOf } from "../support/slice-of.ts";

const DAY_MS = 86_400_000;
const STREAMS = [listStream, infoStream, payModeStream, productStream, detailStream];
const CUSTOMER = "200000000001";

async function openBench() {
  const stack = new AsyncDisposableStack();
  const database = stack.use(await freshDatabase());
  const warehouse = stack.use(openTestWarehouse(database, STREAMS));
  const load = async (stream: (typeof STREAMS)[number], answer: JsonObject, night = 0) =>
    await loadAnswers(warehouse, sliceOf(stream), [answer], NIGHT + night * DAY_MS);
  await load(listStream, { Data: [{ CustomerUin: CUSTOMER }] });
  await load(infoStream, { Data: [{ CustomerUin: CUSTOMER, Name: "Acme Ltd" }] });
  return {
    load,
    /** What changed on a night: the nights are those of 2026-11-10 and after. */
    changed: async (night: number, columns: string) =>
      await readText(
        database.pool,
        `select ${columns} from billing_mart.what_changed
         where changed_on = date '2026-11-10' + $1::int and bill_month = '2026-10-01'
         order by table_name, product nulls last`,
        [night],
      ),
    [Symbol.asyncDispose]: async () => await stack.disposeAsync(),
  };
}

const line = (Id: string, ProductName: string, TotalCost: string): JsonObject =>
  billLine({ Id, ProductName, TotalCost });

const COUNTS = "rows_added, rows_changed, rows_removed, old_amount, new_amount, difference";

test("what changed since last night is told by customer and product, with both amounts", async () => {
  await using bench = await openBench();
  const first = [line("1", "CVM", "1.00"), line("2", "CVM", "2.00"), line("3", "COS", "3.00")];
  await bench.load(detailStream, billLines(...first));
  await bench.load(
    detailStream,
    billLines(line("1", "CVM", "1.50"), line("3", "COS", "3.00"), line("4", "CLB", "0.25")),
    1,
  );

  const who = { customer_name: "Acme Ltd", what: "restated", is_main: "t" };
  expect(await bench.changed(1, `customer_name, what, is_main, product, ${COUNTS}`)).toEqual([
    {
      ...who,
      product: "CLB",
      rows_added: "1",
      rows_changed: "0",
      rows_removed: "0",
      old_amount: null,
      new_amount: "0.25",
      difference: "0.25",
    },
    {
      ...who,
      product: "CVM",
      rows_added: "0",
      rows_changed: "1",
      rows_removed: "1",
      old_amount: "3.00",
      new_amount: "1.50",
      difference: "-1.50",
    },
  ]);
});

test("a bill that is new is told as a whole", async () => {
  await using bench = await openBench();
  await bench.load(detailStream, billLines(line("1", "CVM", "1.00"), line("2", "COS", "2.00")));
  expect(await bench.changed(0, `what, product, ${COUNTS}`)).toEqual([
    {
      what: "first load",
      product: null,
      rows_added: "2",
      rows_changed: "0",
      rows_removed: "0",
      old_amount: null,
      new_amount: "3.00",
      difference: "3.00",
    },
  ]);
});

const product = (TotalCost: string): JsonObject => ({
  SummaryOverview: [{ BusinessCode: "p_cvm", BusinessCodeName: "CVM", TotalCost }],
});
const payMode = (TotalCost: string): JsonObject => ({
  SummaryOverview: [
    { PayMode: "prePay", TotalCost, Detail: [{ ActionType: "purchase", TotalCost }] },
  ],
});

test("a summary by product names the product, one by something else none", async () => {
  await using bench = await openBench();
  for (const [night, cost] of ["1.0", "2.0"].entries()) {
    await bench.load(productStream, product(cost), night);
    await bench.load(payModeStream, payMode(cost), night);
  }
  // The two levels of a stream tell the same money: one of them counts.
  expect(await bench.changed(1, "table_name, is_main, product, difference")).toEqual([
    { table_name: "partner_bill_by_action", is_main: "f", product: null, difference: "1.0" },
    { table_name: "partner_bill_by_pay_mode", is_main: "t", product: null, difference: "1.0" },
    { table_name: "partner_bill_by_product", is_main: "t", product: "CVM", difference: "1.0" },
  ]);
});

test("lines that get Ids for fingerprints are one row that says so, with both counts", async () => {
  await using bench = await openBench();
  const hashed = ["1", "2", "3"].map((InstanceId) => billLine({ Id: "", InstanceId }));
  await bench.load(detailStream, billLines(...hashed));
  await bench.load(detailStream, billLines(line("1", "CVM", "1.00"), line("2", "COS", "2.00")), 1);
  expect(await bench.changed(1, `what, product, ${COUNTS}`)).toEqual([
    {
      what: "rekeyed",
      product: null,
      rows_added: "2",
      rows_changed: "0",
      rows_removed: "3",
      old_amount: "0.06534000",
      new_amount: "3.00",
      difference: "2.93466000",
    },
  ]);
});

test("a night on which nothing changed has no rows", async () => {
  await using bench = await openBench();
  for (const night of [0, 1]) {
    await bench.load(detailStream, billLines(line("1", "CVM", "1.00")), night);
  }
  expect(await bench.changed(1, COUNTS)).toEqual([]);
});
