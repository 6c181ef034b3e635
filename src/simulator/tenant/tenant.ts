import type { Amount } from "./amount.ts";
import type { BillLines } from "./bill-lines.ts";

/** What a credential's account may ask for: its customers' bills, its own bill as an end customer, its own billing centre. */
export type Role = "partner" | "customer" | "payer";

export type SimulatedCredential = {
  readonly secretId: string;
  readonly secretKey: string;
  /** Only for temporary credentials, which must send it with every call. */
  readonly token?: string;
  readonly roles: readonly Role[];
  readonly uin: string;
};

/** The fields of DescribeCustomerInfo as answered; `null` is answered as null, a field left out is absent. */
export type CustomerInfo = Readonly<Record<string, string | number | null>>;

export type Customer = {
  readonly uin: string;
  /** The UIN as DescribeCustomerUin answers it; the vendor's sample has a blank in front. */
  readonly listedAs: string;
  readonly partnerUin: string;
  /** False once the customer left its partner: its bills are then closed to the partner, and open to itself. */
  readonly isBound: boolean;
  /** Whether its bill lines have the field `Id`. */
  readonly carriesIds: boolean;
  /** As in `CustomerDiscountRate`; undefined leaves the field out. */
  readonly discountRate: string | undefined;
  readonly info: CustomerInfo;
  /** By month, `yyyy-MM`. A month that is missing is an empty bill. */
  readonly bills: ReadonlyMap<string, BillLines>;
};

/** A direct account's spending in one region and month; what it is charged is the sum of the four payments. */
export type PayerRegion = {
  readonly regionId: string;
  readonly regionName: string;
  /** List price; undefined where the vendor has none and answers `-`. */
  readonly listPrice: Amount | undefined;
  readonly cash: Amount;
  readonly incentive: Amount;
  readonly voucher: Amount;
  readonly transfer: Amount;
};

export type Payer = {
  readonly uin: string;
  readonly bills: ReadonlyMap<string, readonly PayerRegion[]>;
};

/** Everything the simulated vendor knows. Immutable: see edit-tenant.ts for how one becomes another. */
export type Tenant = {
  readonly credentials: readonly SimulatedCredential[];
  readonly customers: readonly Customer[];
  readonly payers: readonly Payer[];
};
