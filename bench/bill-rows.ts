import { decodeRecords } from "../src/domain/decode-records.ts";
import type { JsonObject } from "../src/domain/json.ts";
import { valueColumns, type Row, type Table } from "../src/domain/table.ts";

/** Which of a bill's versions is loaded: its amounts differ from the first in no, one in a hundred, or all lines. */
export type BillVersion = "first" | "one-percent" | "all";

const PAGE_SIZE = 200;
// The vendor's ids have 19 digits.
const FIRST_ID = 6_383_749_774_386_128_833n;
const INSTANCES = 5_000;

/**
 * Pages of decoded rows of one bill of `count` lines, made as they are read. Texts as long as the
 * vendor's samples; every line has its own Id, amount, instance and transaction.
 */
export function* billPages(
  table: Table,
  asked: { readonly uin: string; readonly month: string },
  count: number,
  version: BillVersion,
): Generator<readonly Row[]> {
  const samples = decodeRecords(table, { DetailSet: sampleRecords(asked.uin) }, asked);
  const columns = valueColumns(table);
  const amountAt = columns.indexOf("total_cost");
  const transactionAt = columns.indexOf("transaction_id");
  const lineOf = (sample: Row, line: number): Row => {
    const values = [...sample.values];
    values[amountAt] = amountOf(line, version);
    values[transactionAt] = `20261010${String(Math.floor(line / 3)).padStart(12, "0")}`;
    return { ...sample, values, lineId: String(FIRST_ID + BigInt(line)) };
  };
  for (let from = 0; from < count; from += PAGE_SIZE) {
    yield samples
      .slice(0, Math.min(PAGE_SIZE, count - from))
      .map((sample, index) => lineOf(sample, from + index));
  }
}

function amountOf(line: number, version: BillVersion): string {
  const isOther = version === "all" || (version === "one-percent" && line % 100 === 0);
  const lastDigit = isOther ? (version === "all" ? 3 : 2) : 1;
  return `${line % 977}.${String(line % 10_000_000).padStart(7, "0")}${lastDigit}`;
}

function sampleRecords(uin: string): readonly JsonObject[] {
  return Array.from({ length: PAGE_SIZE }, (_, index) => ({
    PayerAccountId: "100000000001",
    OwnerAccountId: uin,
    OperatorAccountId: "4611686018427397919",
    ProductName: "Cloud Virtual Machine",
    BillingMode: "Pay-As-You-Go resources",
    ProjectName: "Default Project",
    Region: "East China (Shanghai)",
    AvailabilityZone: "Shanghai Zone 2",
    InstanceId: `ins-${((index * 7919) % INSTANCES).toString(36).padStart(8, "0")}`,
    InstanceName: `web-${index}`,
    SubProductName: "CVM Standard S5",
    TransactionType: "Hourly settlement",
    TransactionId: "20261010",
    TransactionTime: `2026-10-10 ${String(index % 24).padStart(2, "0")}:01:02`,
    UsageStartTime: "2026-10-10 00:00:00",
    UsageEndTime: "2026-10-10 00:59:59",
    ComponentType: "CPU",
    ComponentName: "CVM Standard S5 - CPU",
    ComponentListPrice: "0.00001234",
    ComponentPriceMeasurementUnit: "USD/core/Second",
    ComponentUsage: "4",
    ComponentUsageUnit: "core",
    UsageDuration: "3600",
    DurationUnit: "Second",
    OriginalCost: "0.17769600",
    DiscountRate: "1",
    CustomerDiscountRate: "1",
    Currency: "USD",
    TotalAmountAfterDiscount: "0.17769600",
    VoucherDeduction: "0.00000000",
    TotalCost: "0",
    Id: String(index),
  }));
}
