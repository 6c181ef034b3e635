import { isZero, subtractDecimals } from "../pipeline/decimal-sum.ts";
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
  /** Between the total and the first sum that differs from it; 0 where none does. */
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

/** Reads what has landed, and adds the bills up. */
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
    bills: addUp(await warehouse.checks.loadedAmounts({})),
  };
}

type LoadedAmounts = Awaited<ReturnType<Billhouse["warehouse"]["checks"]["loadedAmounts"]>>;

function addUp(amounts: LoadedAmounts): readonly AddedUpBill[] {
  const bills = Map.groupBy(amounts, ({ account, uin, billMonth }) =>
    [account, uin, billMonth].join(" "),
  );
  return [...bills]
    .toSorted(([left], [right]) => (left < right ? -1 : 1))
    .flatMap(([, bill]) => addedUp(bill));
}

function addedUp(bill: LoadedAmounts): readonly AddedUpBill[] {
  const amountOf = (stream: string): string | undefined =>
    bill.find((loaded) => loaded.stream === stream)?.amount;
  const [first] = bill;
  const total = amountOf("partner_bill_total");
  const regions = amountOf("partner_bill_by_region");
  const payModes = amountOf("partner_bill_by_pay_mode");
  const products = amountOf("partner_bill_by_product");
  const details = amountOf("partner_bill_detail");
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
  const differences = [regions, payModes, products, details].map((sum) =>
    subtractDecimals(sum, total),
  );
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
