import type { ReferenceRow, ReferenceTable } from "./reference-table.ts";

/** What the vendor's transaction types are in FOCUS. */
export const CHARGE_TYPE: ReferenceTable = {
  name: "charge_type",
  meaning:
    "What a transaction type is in FOCUS, by its code and by its name: lines carry names, and codes are learned for them from summaries (billing_mart.code_of_name). A row by code has precedence over one by name. What is in neither is an Adjustment, flagged ChargeCategoryUnknown.",
  key: [
    ["match_by", "text not null check (match_by in ('code', 'name'))", "What match_value is."],
    [
      "match_value",
      "text not null",
      "Code such as postpay_deduct_h, or name such as Hourly settlement; upper and lower case are the same.",
    ],
  ],
  columns: [
    [
      "charge_category",
      "text not null check (charge_category in ('Usage', 'Purchase', 'Tax', 'Credit', 'Adjustment'))",
      "FOCUS ChargeCategory.",
    ],
    [
      "charge_frequency",
      "text not null check (charge_frequency in ('One-Time', 'Recurring', 'Usage-Based') and (charge_category <> 'Purchase' or charge_frequency <> 'Usage-Based'))",
      "FOCUS ChargeFrequency; never Usage-Based for a Purchase.",
    ],
    [
      "correction",
      "text not null check (correction in ('always', 'earlier_month', 'never'))",
      "When its lines have the ChargeClass Correction; earlier_month: when their usage began before the bill month.",
    ],
    [
      "pricing_category",
      "text check (pricing_category in ('Standard', 'Dynamic', 'Committed', 'Other'))",
      "FOCUS PricingCategory; not NULL for Usage and Purchase.",
    ],
    [
      "commitment_category",
      "text check (commitment_category in ('Spend', 'Usage'))",
      "FOCUS CommitmentDiscountCategory of a fee for a commitment; NULL for anything else.",
    ],
    [
      "commitment_type",
      "text check ((commitment_type is null) = (commitment_category is null))",
      "FOCUS CommitmentDiscountType, such as Reserved Instance.",
    ],
  ],
};

type ChargeType = {
  readonly codes: readonly string[];
  readonly names: readonly string[];
  /** The columns after the key. */
  readonly is: ReferenceRow;
};

// Codes: the vendor's list of ActionType codes, page 1085/53954 of its documents; its samples and
// summaries give the names. pre_to_post is in samples only, and nothing says what it charges.
const CHARGE_TYPES: readonly ChargeType[] = [
  {
    codes: ["postpay_deduct", "postpay_deduct_h", "postpay_deduct_d", "postpay_deduct_m"],
    names: ["Pay-as-you-go", "Hourly settlement", "Daily settlement", "Monthly settlement"],
    is: ["Usage", "Usage-Based", "never", "Standard", null, null],
  },
  {
    codes: ["postpay_deduct_s"],
    names: ["Spot", "Spot instances"],
    is: ["Usage", "Usage-Based", "never", "Dynamic", null, null],
  },
  {
    codes: ["prepay_purchase", "prePurchase", "pre_purchase"],
    names: ["Purchase", "New monthly subscription", "Monthly subscription purchase"],
    is: ["Purchase", "One-Time", "never", "Standard", null, null],
  },
  {
    codes: ["prepay_renew", "preRenew", "pre_renew"],
    names: ["Renewal", "Monthly subscription renewal"],
    is: ["Purchase", "Recurring", "never", "Standard", null, null],
  },
  {
    codes: ["prepay_modify", "preUpgrade", "preDowngrade", "pre_upgrade", "pre_downgrade"],
    names: ["Upgrade/Downgrade", "Monthly subscription specification adjustment"],
    is: ["Purchase", "One-Time", "never", "Standard", null, null],
  },
  {
    codes: ["prepay_return"],
    names: ["Monthly subscription refund"],
    is: ["Purchase", "One-Time", "earlier_month", "Standard", null, null],
  },
  {
    codes: ["ripay_purchase"],
    names: ["One-off RI fee"],
    is: ["Purchase", "One-Time", "never", "Standard", "Usage", "Reserved Instance"],
  },
  {
    codes: ["ri_hour_pay"],
    names: ["Hourly RI fee"],
    is: ["Purchase", "Recurring", "never", "Standard", "Usage", "Reserved Instance"],
  },
  {
    codes: ["svp_hour_pay"],
    names: ["Hourly Savings Plan fee"],
    is: ["Purchase", "Recurring", "never", "Standard", "Spend", "Savings Plan"],
  },
  {
    codes: ["recon_deduct"],
    names: ["Adjustment - deduction"],
    is: ["Adjustment", "One-Time", "always", null, null, null],
  },
  {
    codes: ["recon_increase"],
    names: ["Adjustment - compensation"],
    is: ["Adjustment", "One-Time", "always", null, null, null],
  },
  {
    codes: ["recon_guarantee"],
    names: ["Minimum spend deduction"],
    is: ["Adjustment", "One-Time", "never", null, null, null],
  },
  {
    codes: ["offline_deduct", "online_deduct"],
    names: ["Offline project deduction", "Offline product deduction"],
    is: ["Purchase", "One-Time", "never", "Other", null, null],
  },
];

/** Its first edition. */
export const CHARGE_TYPE_SEED_1 = {
  version: 1,
  rows: CHARGE_TYPES.flatMap(({ codes, names, is }) => [
    ...codes.map((code): ReferenceRow => ["code", code, ...is]),
    ...names.map((name): ReferenceRow => ["name", name, ...is]),
  ]),
} as const;
