import { type Amount, amountOf } from "./amount.ts";
import {
  type ActionType,
  HOURLY,
  PRODUCTS,
  PROJECTS,
  type Product,
  type Project,
  REGIONS,
  type Region,
  type Tag,
} from "./catalog.ts";
import { type WallSeconds, monthStart } from "./wall-clock.ts";

/**
 * One line of a customer's bill, as both sides see it: the partner through DescribeCustomerBillDetail, the customer
 * through DescribeBillDetail. `null` is answered as null, `undefined` leaves the field out.
 */
export type BillLine = {
  /** A 19-digit number; shown only where the customer's lines carry ids. */
  readonly id: string;
  readonly region: Region;
  readonly zone: string | null | undefined;
  readonly product: Product;
  readonly subProductName: string | null | undefined;
  readonly action: ActionType;
  readonly project: Project;
  readonly tags: readonly Tag[];
  /** How an answer shows that there are no tags. */
  readonly emptyTags: [] | null | undefined;
  /** An account or role id: a bare JSON number, which may exceed 2^53. */
  readonly operatorId: string;
  readonly instanceId: string;
  readonly instanceName: string | null | undefined;
  readonly transactionId: string;
  readonly chargedAt: WallSeconds | undefined;
  readonly usedFrom: WallSeconds | undefined;
  readonly usedTo: WallSeconds | undefined;
  readonly price: string;
  readonly usage: string;
  readonly duration: string;
  readonly durationUnit: string;
  /** List price. */
  readonly original: Amount;
  /** What is left of it after the reserved instances and the discount, before vouchers. */
  readonly discounted: Amount;
  readonly voucher: Amount;
  /** The part of the list price that reserved instances covered. */
  readonly reserved: Amount;
  readonly amountStyle: "padded" | "trimmed";
  readonly isPaid: boolean;
};

/** What is charged for a line: the vendor's `TotalAmountAfterDiscount` − `VoucherDeduction`. */
export function totalCost(line: Pick<BillLine, "discounted" | "voucher">): Amount {
  return line.discounted - line.voucher;
}

/** A plain line of one US dollar in the given month, with whatever the caller wants otherwise. */
export function makeLine(
  month: string,
  fields: Partial<BillLine> & { readonly id: string },
): BillLine {
  const [region, product, project] = [REGIONS[0], PRODUCTS[0], PROJECTS[0]];
  if (region === undefined || product === undefined || project === undefined) {
    throw new RangeError("the catalog is empty");
  }
  const start = monthStart(month);
  return {
    region,
    zone: region.zones[0],
    product,
    subProductName: product.subProductName,
    action: HOURLY,
    project,
    tags: [],
    emptyTags: [],
    operatorId: "200000000001",
    instanceId: `ins-${fields.id}`,
    instanceName: "made by hand",
    transactionId: `${month.replace("-", "")}01${fields.id}`,
    chargedAt: start + 7200,
    usedFrom: start,
    usedTo: start + 3599,
    price: "1",
    usage: "1",
    duration: "1",
    durationUnit: "Hour",
    original: amountOf("1"),
    discounted: amountOf("1"),
    voucher: 0n,
    reserved: 0n,
    amountStyle: "trimmed",
    isPaid: true,
    ...fields,
  };
}
