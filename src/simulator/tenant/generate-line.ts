import { type Amount, amountOf, trimmedText } from "./amount.ts";
import type { BillLine } from "./bill-line.ts";
import {
  type ActionType,
  COMPENSATION,
  DAILY,
  HOURLY,
  MONTHLY,
  OTHER_REGION,
  PRE_TO_POST,
  PRODUCTS,
  PROJECTS,
  PURCHASE,
  REFUND,
  REGIONS,
  RENEWAL,
  RESERVED_HOUR,
  RESIZE,
  TAG_SETS,
} from "./catalog.ts";
import { type LinePlan, chargeTimes, isSubscription } from "./line-calendar.ts";
import { type Random, integerBelow, mixSeeds, mulberry32, pick } from "./random.ts";
import { monthOrdinal } from "./wall-clock.ts";

/** What a generated bill is made from; with a line's index it decides every byte of the line. */
export type GeneratedBill = LinePlan & {
  readonly seed: number;
  readonly uin: string;
  /** Tells customers apart in line ids: from 0 to 9999. */
  readonly ordinal: number;
  readonly discountRate: string | undefined;
};

const TWIN_EVERY = 40;
const SMALLEST_ROLE_ID = 4_611_686_018_427_387_904n;

/** The line at `index` (0-based, in the order of time) of a generated bill; the same every time. */
export function generateLine(bill: GeneratedBill, index: number): BillLine {
  // A twin repeats the line before it in everything but the id, also across the pages' seam at line 200.
  const at = index > 0 && index % TWIN_EVERY === 0 ? index - 1 : index;
  const random = mulberry32(mixSeeds(bill.seed, bill.ordinal, monthOrdinal(bill.month), at));
  const action = isSubscription(bill, at) ? subscriptionAction(random) : usageAction(random);
  const cost = costOf(random, action, bill.discountRate);
  return { id: lineId(bill, index), action, ...placeOf(random, bill, at), ...cost };
}

function subscriptionAction(random: Random): ActionType {
  const share = random();
  if (share < 0.08) {
    return REFUND;
  }
  return share < 0.6 ? RENEWAL : pick(random, [PURCHASE, PURCHASE, RESIZE]);
}

function usageAction(random: Random): ActionType {
  const share = random();
  if (share < 0.05) {
    return COMPENSATION;
  }
  return share < 0.7 ? HOURLY : pick(random, [DAILY, DAILY, MONTHLY, RESERVED_HOUR, PRE_TO_POST]);
}

function placeOf(random: Random, bill: GeneratedBill, at: number) {
  const region = random() < 0.06 ? OTHER_REGION : pick(random, REGIONS);
  const product = pick(random, PRODUCTS);
  const { chargedAt, usedFrom, usedTo } = chargeTimes(random, bill, at);
  const instance = integerBelow(random, 60).toString(36).padStart(8, "4jrmzpvk");
  const resourceName = `${product.code.slice(2)} node ${integerBelow(random, 60)}`;
  return {
    region,
    zone: region.zones.length === 0 ? undefined : pick(random, region.zones),
    product,
    subProductName: odd(at, 13) ? "-" : product.subProductName,
    project: pick(random, PROJECTS),
    tags: pick(random, TAG_SETS),
    emptyTags: EMPTY_TAGS[at % EMPTY_TAGS.length],
    operatorId: random() < 0.1 ? roleId(random) : bill.uin,
    instanceId: odd(at, 17) ? "-" : `${product.code.slice(2)}-${instance}`,
    instanceName: oddName(at, resourceName),
    // Three lines in a row are the components of one settlement, and share its number.
    transactionId: `${bill.month.replace("-", "")}${String(Math.floor(at / 3)).padStart(10, "0")}`,
    chargedAt,
    usedFrom: odd(at, 19) ? undefined : usedFrom,
    usedTo,
    isPaid: random() < 0.9,
  };
}

const EMPTY_TAGS = [[], null, undefined] satisfies BillLine["emptyTags"][];

/** One line in 29 has the oddity with this number. */
function odd(at: number, oddity: number): boolean {
  return at % 29 === oddity;
}

function oddName(at: number, name: string): string | null | undefined {
  if (odd(at, 3)) {
    return null;
  }
  if (odd(at, 5)) {
    return undefined;
  }
  return odd(at, 7) ? "-" : name;
}

function costOf(random: Random, action: ActionType, discountRate: string | undefined) {
  const amountStyle = random() < 0.5 ? ("padded" as const) : ("trimmed" as const);
  if (action === COMPENSATION) {
    const original = -usagePrice(random) * 70_007n;
    const none = { price: "-", usage: "-", duration: "-", durationUnit: "-" };
    return { ...none, amountStyle, original, discounted: original, voucher: 0n, reserved: 0n };
  }
  const isUsage = action.payMode === "postPay";
  const price = isUsage ? usagePrice(random) : unitPrice(random);
  const usage = 1 + integerBelow(random, 64);
  const duration = isUsage ? pick(random, [1, 900, 3600, 3600]) : 1;
  const size = price * BigInt(isUsage ? usage : 1) * BigInt(duration);
  const original = action === REFUND ? -size : size;
  const reserved = action === RESERVED_HOUR ? original / 2n : 0n;
  const discounted = discount(original - reserved, discountRate ?? "1");
  return {
    amountStyle,
    price: trimmedText(price),
    usage: isUsage ? String(usage) : "1",
    duration: String(duration),
    durationUnit: isUsage ? "Second" : "Month",
    original,
    discounted,
    voucher: voucherOf(random, discounted),
    reserved,
  };
}

/** A monthly price: whole dollars, cents, six decimals or all eight. */
function unitPrice(random: Random): Amount {
  const decimals = pick(random, [100_000_000n, 1_000_000n, 100n, 1n]);
  const digits = decimals === 1n ? 2_000_000_000 : Number(20_000_000_000n / decimals);
  return BigInt(1 + integerBelow(random, digits)) * decimals;
}

/** A price per unit and second, from 0.00000001 to 0.0001. */
function usagePrice(random: Random): Amount {
  return BigInt(1 + integerBelow(random, pick(random, [3, 300, 10_000])));
}

function discount(amount: Amount, rate: string): Amount {
  return (amount * amountOf(rate)) / amountOf("1");
}

function voucherOf(random: Random, discounted: Amount): Amount {
  const share = random();
  if (share < 0.12) {
    return discounted;
  }
  return share < 0.3 ? discounted / 3n : 0n;
}

function roleId(random: Random): string {
  return (SMALLEST_ROLE_ID + BigInt(integerBelow(random, 10_000))).toString();
}

/** 19 digits: the factor is odd and no multiple of 5, so that no two of a bill's first billion lines share an id. */
function lineId(bill: GeneratedBill, index: number): string {
  const scrambled = (BigInt(index) * 387_420_489n + 190_392_490n) % 1_000_000_000n;
  const month = String(monthOrdinal(bill.month) % 10_000).padStart(4, "0");
  return `63${String(bill.ordinal).padStart(4, "0")}${month}${scrambled.toString().padStart(9, "0")}`;
}
