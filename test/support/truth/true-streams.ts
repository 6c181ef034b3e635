import type { Role } from "../../../src/simulator/tenant/tenant.ts";

/** How a stream is called, as the vendor documents it. */
type StreamCall = {
  readonly action: string;
  readonly version: string;
  readonly role: Role;
  readonly isPaged: boolean;
  /** The request bodies of one slice, without paging. */
  readonly bodies: (
    uin: string,
    month: string,
    tagKeys: readonly string[],
  ) => readonly Readonly<Record<string, unknown>>[];
};

/** Where a stream's records lie in an answer, and the table that holds them. */
export type Place = {
  readonly table: string;
  /** Absent where the answer itself is the one record. */
  readonly list?: string;
  readonly within?: string;
  /** Fields of the record around that the rows repeat. */
  readonly outer?: readonly string[];
  readonly uinColumn: "customer_uin" | "payer_uin";
  /** Columns by which the rows of streams that share the table are told apart. */
  readonly constants: Readonly<Record<string, string>>;
  /** Key columns after account, UIN and month, without ordinals. */
  readonly key: readonly string[];
  /** Columns of which the contract says only that they count up from 1 where a key repeats. */
  readonly ordinals: readonly string[];
  readonly rename?: Readonly<Record<string, string>>;
  readonly notStored?: readonly string[];
  readonly extraColumn?: string;
  readonly amount: string;
};

const PARTNER = { version: "2022-09-28", role: "partner", isPaged: false } as const;
const CUSTOMER = { version: "2022-09-28", role: "customer", isPaged: false } as const;

const byBillMonth: StreamCall["bodies"] = (uin, month) => [
  { BillMonth: month, CustomerUin: Number(uin) },
];
const byMonth: StreamCall["bodies"] = (uin, month) => [{ Month: month, CustomerUin: Number(uin) }];
const byGroup =
  (group: string): StreamCall["bodies"] =>
  (_, month) => [{ Month: month, GroupType: group }];

/** Every stream of bills, by its name. */
export const STREAM_CALLS: Readonly<Record<string, StreamCall>> = {
  partner_bill_by_region: {
    ...PARTNER,
    action: "DescribeBillSummaryByRegion",
    bodies: byBillMonth,
  },
  partner_bill_by_pay_mode: {
    ...PARTNER,
    action: "DescribeBillSummaryByPayMode",
    bodies: byBillMonth,
  },
  partner_bill_by_product: {
    ...PARTNER,
    action: "DescribeBillSummaryByProduct",
    bodies: byBillMonth,
  },
  partner_bill_total: { ...PARTNER, action: "DescribeCustomerBillSummary", bodies: byMonth },
  partner_bill_detail: {
    ...PARTNER,
    action: "DescribeCustomerBillDetail",
    isPaged: true,
    bodies: byMonth,
  },
  customer_bill_by_product: {
    ...CUSTOMER,
    action: "DescribeBillSummary",
    bodies: byGroup("product"),
  },
  customer_bill_by_project: {
    ...CUSTOMER,
    action: "DescribeBillSummary",
    bodies: byGroup("project"),
  },
  customer_bill_by_tag: {
    ...CUSTOMER,
    action: "DescribeBillSummary",
    bodies: (_, month, tagKeys) =>
      tagKeys.map((key) => ({ Month: month, GroupType: "tag", TagKey: [key] })),
  },
  customer_bill_detail: {
    ...CUSTOMER,
    action: "DescribeBillDetail",
    isPaged: true,
    bodies: (_, month) => [{ Month: month }],
  },
  payer_bill_by_region: {
    version: "2018-07-09",
    role: "payer",
    isPaged: false,
    action: "DescribeBillSummaryByRegion",
    bodies: (_, month) => [{ BeginTime: month, EndTime: month }],
  },
};

const OF_CUSTOMER = {
  uinColumn: "customer_uin",
  constants: {},
  ordinals: [],
  amount: "total_cost",
} as const;

function lines(action: string): readonly Place[] {
  return [
    {
      ...OF_CUSTOMER,
      table: "bill_detail",
      list: "DetailSet",
      constants: { source_action: action },
      key: ["source_action", "line_id"],
      rename: { Id: "line_id" },
      notStored: ["OwnerAccountId"],
    },
  ];
}

function groups(type: string): readonly Place[] {
  const isTag = type === "tag";
  const group = {
    ...OF_CUSTOMER,
    list: "SummaryDetail",
    constants: isTag ? { group_type: type } : { group_type: type, group_value: "" },
  };
  const key = ["group_type", "group_key", "group_value"];
  return [
    {
      ...group,
      table: "customer_bill_by_group",
      key,
      ordinals: ["ordinal"],
      rename: isTag ? {} : { GroupValue: "group_name" },
      notStored: ["Business"],
    },
    {
      ...group,
      table: "customer_bill_by_group_product",
      within: "Business",
      outer: isTag ? ["GroupKey", "GroupValue"] : ["GroupKey"],
      key: [...key, "business_code"],
      ordinals: ["ordinal", "business_ordinal"],
    },
  ];
}

/** The tables of every stream of bills; the first one is the main table. */
export const PLACES_BY_STREAM: Readonly<Record<string, readonly Place[]>> = {
  partner_bill_by_region: [
    {
      ...OF_CUSTOMER,
      table: "partner_bill_by_region",
      list: "SummaryOverview",
      key: ["region_id"],
    },
  ],
  partner_bill_by_pay_mode: [
    {
      ...OF_CUSTOMER,
      table: "partner_bill_by_pay_mode",
      list: "SummaryOverview",
      key: ["pay_mode"],
      notStored: ["Detail"],
    },
    {
      ...OF_CUSTOMER,
      table: "partner_bill_by_action",
      list: "SummaryOverview",
      within: "Detail",
      outer: ["PayMode"],
      key: ["pay_mode", "action_type"],
    },
  ],
  partner_bill_by_product: [
    {
      ...OF_CUSTOMER,
      table: "partner_bill_by_product",
      list: "SummaryOverview",
      key: ["business_code"],
    },
  ],
  partner_bill_total: [{ ...OF_CUSTOMER, table: "partner_bill_total", key: [] }],
  partner_bill_detail: lines("DescribeCustomerBillDetail"),
  customer_bill_by_product: groups("product"),
  customer_bill_by_project: groups("project"),
  customer_bill_by_tag: groups("tag"),
  customer_bill_detail: lines("DescribeBillDetail"),
  payer_bill_by_region: [
    {
      table: "payer_bill_by_region",
      list: "SummaryOverview",
      uinColumn: "payer_uin",
      constants: {},
      key: ["region_id"],
      ordinals: [],
      notStored: ["BillMonth"],
      amount: "real_total_cost",
    },
  ],
};
