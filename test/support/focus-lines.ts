import { amountOf } from "../../src/simulator/tenant/amount.ts";
import { type BillLine, makeLine } from "../../src/simulator/tenant/bill-line.ts";
import {
  type ActionType,
  COMPENSATION,
  DAILY,
  HOURLY,
  MONTHLY,
  OTHER_REGION,
  PRE_TO_POST,
  PRODUCTS,
  type Product,
  PURCHASE,
  REFUND,
  REGIONS,
  RENEWAL,
  RESERVED_HOUR,
  RESIZE,
  TAG_SETS,
} from "../../src/simulator/tenant/catalog.ts";
import { addMonths, monthStart } from "../../src/simulator/tenant/wall-clock.ts";

type Fields = Partial<Omit<BillLine, "id">>;

const SUBSCRIPTION = { durationUnit: "Month" } as const;
const NO_FIGURES = { price: "-", usage: "-", duration: "-", durationUnit: "-" } as const;
const NO_TIMES = { chargedAt: undefined, usedFrom: undefined, usedTo: undefined } as const;

/** Two lines of plain usage, one of them paid by a voucher in part. */
export function plainLines(month: string): readonly BillLine[] {
  return numbered(month, [{}, { ...costing("3", "3"), usage: "3", voucher: amountOf("1.25") }]);
}

/** A line of each kind that the FOCUS views tell apart. */
export function everyKindOfLine(month: string): readonly BillLine[] {
  return numbered(month, [
    ...usage(month),
    ...subscriptions(month),
    ...commitments(),
    ...adjustments(),
    ...oddities(month),
  ]);
}

function usage(month: string): readonly Fields[] {
  const [, beijing, singapore] = REGIONS;
  const days = { usedFrom: monthStart(month) + 86_400, usedTo: monthStart(month) + 5 * 86_400 - 1 };
  return [
    { action: HOURLY, tags: TAG_SETS[1] ?? [], instanceId: "ins-4jrmzpvk" },
    { action: DAILY, ...(beijing && { region: beijing }), tags: TAG_SETS[2] ?? [], ...days },
    { action: MONTHLY, ...(singapore && { region: singapore, zone: singapore.zones[0] }) },
    {
      action: pay("postpay_deduct_s", "Spot", "postPay"),
      product: product(1),
      instanceId: "disk-4jrmzpvk",
      // The list price is for 2 GB in 900 seconds; what is charged is another price.
      price: "0.00000003",
      usage: "2",
      duration: "900",
      durationUnit: "Second",
      ...costing("0.000054", "0.00002"),
    },
    { ...costing("8", "6"), usage: "8", voucher: amountOf("6") },
    { ...costing("8", "6"), usage: "8", voucher: amountOf("0.12345678") },
  ];
}

function subscriptions(month: string): readonly Fields[] {
  const before = monthStart(addMonths(month, -1));
  const next = monthStart(addMonths(month, 1));
  return [
    { action: PURCHASE, ...SUBSCRIPTION, ...costing("40", "36"), price: "40" },
    { action: RENEWAL, ...SUBSCRIPTION, ...costing("40", "36"), price: "40", usedTo: next - 1 },
    { action: RESIZE, ...SUBSCRIPTION, ...costing("5", "5"), price: "5" },
    { action: REFUND, ...SUBSCRIPTION, ...costing("-12.5", "-12.5"), price: "12.5" },
    {
      action: REFUND,
      ...SUBSCRIPTION,
      ...costing("-7.5", "-7.5"),
      price: "7.5",
      usedFrom: before,
      usedTo: before + 86_399,
    },
  ];
}

function commitments(): readonly Fields[] {
  const reserved = { product: product(0), instanceId: "ri-4jrmzpvk" };
  return [
    {
      action: RESERVED_HOUR,
      ...reserved,
      ...costing("2", "1"),
      usage: "2",
      reserved: amountOf("1"),
    },
    {
      action: pay("ripay_purchase", "One-off RI fee", "postPay"),
      ...reserved,
      ...costing("500", "500"),
      price: "500",
    },
    {
      action: pay("svp_hour_pay", "Hourly Savings Plan fee", "postPay"),
      instanceId: "sp-4jrmzpvk",
      ...costing("0.75", "0.75"),
      price: "0.75",
    },
    { action: RESERVED_HOUR, ...reserved, instanceId: "-" },
  ];
}

function adjustments(): readonly Fields[] {
  return [
    { action: COMPENSATION, ...NO_FIGURES, ...costing("-3.25", "-3.25") },
    {
      action: pay("recon_deduct", "Adjustment - deduction", "postPay"),
      ...NO_FIGURES,
      ...costing("1.5", "1.5"),
    },
    {
      action: pay("recon_guarantee", "Minimum spend deduction", "postPay"),
      ...NO_FIGURES,
      ...costing("20", "20"),
    },
    {
      action: pay("offline_deduct", "Offline project deduction", "postPay"),
      ...NO_FIGURES,
      ...costing("100", "90"),
    },
    { action: PRE_TO_POST, ...costing("2", "2"), usage: "2" },
  ];
}

function oddities(month: string): readonly Fields[] {
  const nowhere = { region: { id: "999", name: "Moon\u00a0(Tranquility) ", zones: [] } };
  const nameless = { ...product(0), code: "p_new", name: "Brand-new Product", usageUnit: "flop" };
  return [
    { ...NO_TIMES, instanceId: "-", instanceName: undefined, zone: null },
    { instanceId: "", instanceName: "-", subProductName: "-", ...NO_TIMES, chargedAt: late(month) },
    { ...costing("0", "0"), usage: "0", price: "0" },
    { ...costing("4", "4"), usage: "0" },
    { region: OTHER_REGION, zone: undefined, product: product(2), instanceId: "bucket-1" },
    { ...nowhere, zone: undefined },
    { product: nameless, ...costing("0.3", "0.3"), price: "0.3" },
    // Begin and end are the same second.
    { usedFrom: monthStart(month) + 60, usedTo: monthStart(month) + 60 },
  ];
}

function numbered(month: string, lines: readonly Fields[]): readonly BillLine[] {
  return lines.map((fields, index) =>
    makeLine(month, { ...fields, id: `63${String(index + 1).padStart(17, "0")}` }),
  );
}

function costing(original: string, discounted: string): Pick<BillLine, "original" | "discounted"> {
  return { original: amountOf(original), discounted: amountOf(discounted) };
}

function pay(code: string, name: string, payMode: ActionType["payMode"]): ActionType {
  return { code, name, payMode, billingMode: "Pay-As-You-Go resources" };
}

function product(index: number): Product {
  const [first] = PRODUCTS;
  const chosen = PRODUCTS[index] ?? first;
  if (chosen === undefined) {
    throw new RangeError("the catalog is empty");
  }
  return chosen;
}

function late(month: string): number {
  return monthStart(month) + 20 * 86_400;
}
