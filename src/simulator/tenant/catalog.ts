/** How a resource is paid for: the vendor's filter code, and the label its summaries give it. */
export type PayMode = "prePay" | "postPay";

export type Region = {
  readonly id: string;
  readonly name: string;
  /** Zone labels; none where the vendor does not know the region. */
  readonly zones: readonly string[];
};

export type Product = {
  readonly code: string;
  readonly name: string;
  readonly subProductName: string;
  readonly componentType: string;
  readonly componentName: string;
  /** Without the unit of time, which is the line's. */
  readonly priceUnit: string;
  readonly usageUnit: string;
};

export type ActionType = {
  readonly code: string;
  readonly name: string;
  readonly payMode: PayMode;
  /** Bill lines carry this text, not the pay mode's code. */
  readonly billingMode: string;
};

export type Project = { readonly id: string; readonly name: string };

export type Tag = { readonly key: string; readonly value: string };

export const PAY_MODE_NAMES: Readonly<Record<PayMode, string>> = {
  prePay: "Monthly subscription",
  postPay: "Pay-As-You-Go resources",
};

/** The oddities are the vendor's: U+00A0 before the bracket, a stray leading 1, a trailing blank in a zone. */
export const REGIONS: readonly Region[] = [
  { id: "4", name: "East China\u00a0(Shanghai)", zones: ["Shanghai Zone 1", "Shanghai Zone 5"] },
  { id: "8", name: "1North China (Beijing)", zones: ["Beijing Zone 3", "Beijing Zone 6"] },
  { id: "9", name: "Southeast Asia\u00a0(Singapore)", zones: ["Singapore Zone "] },
  { id: "1", name: "South China (Guangzhou)", zones: ["Guangzhou Zone 4"] },
  { id: "17", name: "Europe (Frankfurt)", zones: ["Frankfurt Zone 1"] },
];

/** Where the vendor books what belongs to no region. */
export const OTHER_REGION: Region = { id: "0", name: "Other", zones: [] };

export const PRODUCTS: readonly Product[] = [
  {
    code: "p_cvm",
    name: "Cloud Virtual Machine",
    subProductName: "CVM S5",
    componentType: "memory",
    componentName: "CVM S5-memory",
    priceUnit: "USD/GiB",
    usageUnit: "GiB",
  },
  {
    code: "p_cbs",
    name: "cloud block storage",
    subProductName: "HDD cloud block storage",
    componentType: "volume size",
    componentName: "HDD cloud block storage-volume size",
    priceUnit: "USD/GB",
    usageUnit: "GB",
  },
  {
    code: "p_cos",
    name: "Cloud Object Storage",
    subProductName: "COS standard storage",
    componentType: "storage capacity",
    componentName: "COS standard storage-capacity",
    priceUnit: "USD/GB",
    usageUnit: "GB",
  },
  {
    code: "p_cdb",
    name: "TencentDB for MySQL",
    subProductName: "MySQL two-node",
    componentType: "instance",
    componentName: "MySQL two-node-vCPU",
    priceUnit: "USD/Core",
    usageUnit: "Core",
  },
  {
    code: "p_clb",
    name: "Cloud Load Balancer",
    subProductName: "CLB public network",
    componentType: "bandwidth",
    componentName: "CLB-outbound bandwidth",
    priceUnit: "USD/Mbps",
    usageUnit: "Mbps",
  },
];

const SUBSCRIPTION = "Monthly subscription";
const PAY_AS_YOU_GO = "Pay-As-You-Go resources";

/** What a subscription line can be. */
export const PURCHASE: ActionType = {
  code: "prepay_purchase",
  name: "Purchase",
  payMode: "prePay",
  billingMode: SUBSCRIPTION,
};
export const RENEWAL: ActionType = {
  code: "prepay_renew",
  name: "Renewal",
  payMode: "prePay",
  billingMode: SUBSCRIPTION,
};
export const RESIZE: ActionType = {
  code: "prepay_modify",
  name: "Upgrade/Downgrade",
  payMode: "prePay",
  billingMode: SUBSCRIPTION,
};
/** Refunds are negative lines. */
export const REFUND: ActionType = {
  code: "prepay_return",
  name: "Monthly subscription refund",
  payMode: "prePay",
  billingMode: SUBSCRIPTION,
};

/** What a pay-as-you-go line can be. */
export const HOURLY: ActionType = {
  code: "postpay_deduct_h",
  name: "Hourly settlement",
  payMode: "postPay",
  billingMode: PAY_AS_YOU_GO,
};
export const DAILY: ActionType = {
  code: "postpay_deduct_d",
  name: "Daily settlement",
  payMode: "postPay",
  billingMode: PAY_AS_YOU_GO,
};
export const MONTHLY: ActionType = {
  code: "postpay_deduct_m",
  name: "Monthly settlement",
  payMode: "postPay",
  billingMode: PAY_AS_YOU_GO,
};
export const RESERVED_HOUR: ActionType = {
  code: "ri_hour_pay",
  name: "Hourly RI fee",
  payMode: "postPay",
  billingMode: "Standard RI",
};
/** A code that the vendor's list of codes does not have, but its samples do. */
export const PRE_TO_POST: ActionType = {
  code: "pre_to_post",
  name: "Monthly subscription to pay-as-you-go",
  payMode: "postPay",
  billingMode: PAY_AS_YOU_GO,
};
/** Compensations are negative lines without price or usage. */
export const COMPENSATION: ActionType = {
  code: "recon_increase",
  name: "Adjustment - compensation",
  payMode: "postPay",
  billingMode: PAY_AS_YOU_GO,
};

export const PROJECTS: readonly Project[] = [
  { id: "0", name: "default" },
  { id: "1153", name: "web shop" },
  { id: "1204", name: "Data – Analyse" },
];

/** The tag sets a resource can have; the first one is "no tags". */
export const TAG_SETS: readonly (readonly Tag[])[] = [
  [],
  [
    { key: "team", value: "shop" },
    { key: "环境", value: "生产" },
  ],
  [
    { key: "team", value: "data ✓" },
    { key: "环境", value: "测试" },
  ],
  [{ key: "team", value: "default" }],
];
