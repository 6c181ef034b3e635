import type { CheckResult } from "../domain/reconciliation.ts";
import { isZero } from "../pipeline/decimal-sum.ts";
import { readRowCounts, type RowCount } from "../warehouse/postgres/read-row-counts.ts";
import type { Billhouse } from "./open-billhouse.ts";

/** One customer's month, added up in five ways; amounts as decimal text. */
export type AddedUpBill = {
  readonly account: string;
  readonly uin: string;
  /** `YYYY-MM` */
  readonly month: string;
  readonly regions: string;
  readonly payModes: string;
  readonly products: string;
  readonly total: string;
  readonly details: string;
  /** Of the first sum that differs from the total; 0 where none does. */
  readonly difference: string;
};

/** What the demo's database holds. */
export type DemoFindings = {
  readonly streams: readonly {
    readonly stream: string;
    readonly slices: number;
    readonly tables: readonly Omit<RowCount, "stream">[];
  }[];
  readonly bills: readonly AddedUpBill[];
};

/** Reads what has landed, and what the checks of it found. */
export async function readDemoFindings(house: Billhouse): Promise<DemoFindings> {
  const { warehouse, database, source } = house;
  const states = await warehouse.slices.states();
  const counts = await readRowCounts(database, source.streams);
  return {
    streams: source.streams.map(({ name }) => ({
      stream: name,
      slices: states.filter(({ stream }) => stream === name).length,
      tables: counts
        .filter(({ stream }) => stream === name)
        .map(({ table, rows }) => ({ table, rows })),
    })),
    bills: addedUpBills(await warehouse.checks.results()),
  };
}

/** The bills whose total was compared with all four sums, in the order of the results. Pure. */
export function addedUpBills(results: readonly CheckResult[]): readonly AddedUpBill[] {
  const ofTotal = results.filter(({ rightSource }) => rightSource === "partner_bill_total");
  const bills = Map.groupBy(ofTotal, ({ account, uin, billMonth }) =>
    [account, uin, billMonth].join(" "),
  );
  return [...bills.values()].flatMap(addedUp);
}

function addedUp(comparisons: readonly CheckResult[]): readonly AddedUpBill[] {
  const sumOf = (source: string): string | undefined =>
    comparisons.find(({ leftSource }) => leftSource === source)?.leftAmount ?? undefined;
  const [first] = comparisons;
  const total = first?.rightAmount ?? undefined;
  const regions = sumOf("partner_bill_by_region");
  const payModes = sumOf("partner_bill_by_pay_mode");
  const products = sumOf("partner_bill_by_product");
  const details = sumOf("partner_bill_detail");
  if (
    first === undefined ||
    total === undefined ||
    regions === undefined ||
    payModes === undefined ||
    products === undefined ||
    details === undefined
  ) {
    return [];
  }
  const differences = comparisons.flatMap(({ difference }) => difference ?? []);
  return [
    {
      account: first.account,
      uin: first.uin,
      month: first.billMonth.slice(0, 7),
      regions,
      payModes,
      products,
      total,
      details,
      difference: differences.find((difference) => !isZero(difference)) ?? "0",
    },
  ];
}
