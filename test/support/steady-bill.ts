import type { BillKey } from "../../src/domain/reconciliation.ts";
import type { Slice } from "../../src/domain/slice.ts";
import type { Warehouse } from "../../src/domain/warehouse.ts";
import { readStreams } from "../../src/source/tencent/read-streams.ts";
import type { FreshDatabase } from "./fresh-database.ts";
import { beginRun, claimed, NO_COUNTS, stageAnswers } from "./load-answers.ts";
import { openTestWarehouse } from "./open-test-warehouse.ts";
import { sampleAnswer } from "./sample-answer.ts";
import { sliceOf } from "./slice-of.ts";

/** The streams of a customer's bill. */
export const BILL_STREAMS = (await readStreams()).filter(({ name }) =>
  name.startsWith("partner_bill_"),
);

export const BILL: BillKey = { account: "main", uin: "200000000001", billMonth: "2026-10-01" };

/** Two nights after the bill was issued, and the day on which it may be closed. */
export const NIGHTS = ["2026-11-05T01:30:00Z", "2026-11-06T01:30:00Z"].map((text) =>
  Date.parse(text),
);
export const CLOSING = { by: "run 7", now: Date.parse("2026-11-07T01:30:00Z") };

export function slicesOfBill(uin = BILL.uin): readonly Slice[] {
  return BILL_STREAMS.map((stream) => sliceOf(stream, { uin }));
}

/** Loads the bill of `uin` whole in each of `nights`; two of them make it steady. */
export async function loadBill(
  warehouse: Warehouse,
  uin = BILL.uin,
  nights: readonly number[] = NIGHTS,
): Promise<void> {
  for (const night of nights) {
    const run = await beginRun(warehouse, night);
    for (const slice of slicesOfBill(uin)) {
      const claim = await claimed(warehouse, run, slice, night);
      await stageAnswers(warehouse, claim, [sampleAnswer(slice)]);
      await warehouse.slices.load(claim, night);
    }
    const end = { status: "succeeded", exitCode: 0, now: night, counts: NO_COUNTS } as const;
    await warehouse.runs.finish(run, end);
  }
}

/** A warehouse in which the bill is closed; nobody checked it. */
export async function withClosedBill(
  database: FreshDatabase,
): Promise<Warehouse & AsyncDisposable> {
  const warehouse = openTestWarehouse(database, BILL_STREAMS);
  await loadBill(warehouse);
  await warehouse.months.close(await warehouse.months.facts({}, "2026-11"), CLOSING);
  return warehouse;
}
