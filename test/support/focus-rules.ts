import {
  costAndUsageFacts,
  type FocusFact,
  type FocusVersion,
  SUBCATEGORY_PARENTS,
} from "./focus-facts.ts";

/** A rule of FOCUS, as the SQL condition of the rows that break it. */
export type FocusRule = { readonly id: string; readonly breaks: string };

// The text of the specification, by column: versions 1.2 and 1.4 agree on all of these.
const CROSS_RULES: readonly FocusRule[] = [
  rule("BillingPeriod is a month of the bill", "billingperiodend <= billingperiodstart"),
  rule("ChargePeriodEnd is exclusive", "chargeperiodend <= chargeperiodstart"),
  rule(
    "ChargeFrequency of a Purchase is not Usage-Based",
    "chargecategory = 'Purchase' and chargefrequency = 'Usage-Based'",
  ),
  rule(
    "CommitmentDiscountId is told of every charge for a commitment",
    "commitmentdiscountid is null and x_transactiontype ~ '(RI|Savings Plan) fee'",
  ),
  ...["Category", "Type"].map((part) =>
    rule(
      `CommitmentDiscount${part} is null where CommitmentDiscountId is, and only there`,
      `(commitmentdiscount${part} is null) <> (commitmentdiscountid is null)`,
    ),
  ),
  rule(
    "CommitmentDiscountName is null where CommitmentDiscountId is",
    "commitmentdiscountname is not null and commitmentdiscountid is null",
  ),
  rule(
    "CommitmentDiscountQuantity is told of purchases of a commitment, and only there",
    `(commitmentdiscountquantity is null) <>
      (commitmentdiscountid is null or chargecategory not in ('Usage', 'Purchase'))`,
  ),
  rule(
    "CommitmentDiscountStatus is told of usage under a commitment, and only there",
    `(commitmentdiscountstatus is null) <>
      (commitmentdiscountid is null or chargecategory <> 'Usage')`,
  ),
  rule(
    "CommitmentDiscountUnit is null where CommitmentDiscountQuantity is, and only there",
    "(commitmentdiscountunit is null) <> (commitmentdiscountquantity is null)",
  ),
  rule(
    "ConsumedQuantity is told of Usage, and only there",
    `(chargecategory <> 'Usage' and consumedquantity is not null)
      or (chargecategory = 'Usage' and chargeclass is null and consumedquantity is null)`,
  ),
  rule(
    "ConsumedUnit is null where ConsumedQuantity is, and only there",
    "(consumedunit is null) <> (consumedquantity is null)",
  ),
  rule(
    "ContractedCost of a charge without ContractedUnitPrice is BilledCost",
    "contractedunitprice is null and contractedcost <> billedcost",
  ),
  rule(
    "EffectiveCost of a Credit or Adjustment is BilledCost",
    "chargecategory in ('Credit', 'Adjustment') and effectivecost <> billedcost",
  ),
  rule(
    "EffectiveCost of a Purchase that covers later charges is 0",
    "chargecategory = 'Purchase' and commitmentdiscountid is not null and effectivecost <> 0",
  ),
  rule(
    "ListCost of a charge without ListUnitPrice is BilledCost",
    "listunitprice is null and listcost <> billedcost",
  ),
  rule("PricingCategory of a Purchase is not Committed", "pricingcategory = 'Committed'"),
  ...["ListUnitPrice", "ContractedUnitPrice"].map((price) =>
    rule(
      `PricingCurrency${price} is ${price} in the same currency`,
      `pricingcurrency = billingcurrency and pricingcurrency${price} is distinct from ${price}`,
    ),
  ),
  rule(
    "PricingCurrencyEffectiveCost is EffectiveCost in the same currency",
    "pricingcurrency = billingcurrency and pricingcurrencyeffectivecost <> effectivecost",
  ),
  rule(
    "PricingUnit is null where PricingQuantity is, and only there",
    "(pricingunit is null) <> (pricingquantity is null)",
  ),
  rule(
    "RegionName is null where RegionId is, and only there",
    "(regionid is null) <> (regionname is null)",
  ),
  rule(
    "ResourceName is null where ResourceId is",
    "resourceid is null and resourcename is not null",
  ),
  rule(
    "ResourceType is null where ResourceId is, and only there",
    "(resourcetype is null) <> (resourceid is null)",
  ),
  rule("SkuMeter is null where SkuId is, and only there", "(skumeter is null) <> (skuid is null)"),
  rule(
    "SkuId is null where SkuPriceId is, and only there",
    "(skuid is null) <> (skupriceid is null)",
  ),
  rule(
    "SkuPriceDetails is null where SkuPriceId is",
    "skupriceid is null and skupricedetails is not null",
  ),
  rule(
    "Keys of SkuPriceDetails that FOCUS does not define begin with x_",
    "jsonb_path_exists(skupricedetails, '$.keyvalue() ? (!(@.key starts with \"x_\"))', silent => true)",
  ),
  rule(
    "SubAccountName and SubAccountType are told of every SubAccountId",
    "subaccountid is null or subaccountname is null or subaccounttype is null",
  ),
  // One that a second SkuId has is no id of a price.
  rule(
    "SkuPriceId has one SkuId",
    `skupriceid in (select skupriceid from focus.cost_and_usage
      group by skupriceid having count(distinct skuid) > 1)`,
  ),
  ...[
    "SkuId",
    "SkuPriceId",
    "PricingCategory",
    "PricingQuantity",
    "ListUnitPrice",
    "ContractedUnitPrice",
  ].map((column) =>
    rule(
      `${column} is told of Usage and Purchase`,
      `chargecategory in ('Usage', 'Purchase') and chargeclass is null and ${column} is null`,
    ),
  ),
  ...[
    "PricingCategory",
    "PricingQuantity",
    "ListUnitPrice",
    "ContractedUnitPrice",
    "ConsumedQuantity",
  ].map((column) =>
    rule(`${column} is null where SkuPriceId is`, `skupriceid is null and ${column} is not null`),
  ),
  ...[
    ["ListCost", "listunitprice"],
    ["ContractedCost", "contractedunitprice"],
  ].map(([cost, price]) =>
    // To the eight decimals that the vendor's amounts have.
    rule(
      `${cost} is its unit price by PricingQuantity`,
      `chargeclass is null and abs(${price} * pricingquantity - ${cost}) >= 0.00000001`,
    ),
  ),
  rule(
    "ServiceSubcategory is one of its ServiceCategory",
    `servicecategory is distinct from ('${JSON.stringify(SUBCATEGORY_PARENTS)}'::jsonb ->> servicesubcategory)`,
  ),
];

/** What `cost_and_usage` of a version must keep: what the facts say of each column, and of columns together. */
export function focusRules(version: FocusVersion): readonly FocusRule[] {
  const facts = Object.entries(costAndUsageFacts(version));
  return [...facts.flatMap(([name, fact]) => columnRules(name, fact)), ...CROSS_RULES];
}

const CURRENCIES = Intl.supportedValuesOf("currency").map((code) => `'${code}'`);

// A unit is plural units, a singular unit with plural units of time, or plural units in a unit of time.
const UNIT_FORMAT = String.raw`^(\d+ )?[A-Z][A-Za-z]*(-(Seconds|Minutes|Hours|Days|Months|Years)|/(Second|Minute|Hour|Day|Month|Year))?$`;

function columnRules(
  name: string,
  { type, nulls, format, values }: FocusFact,
): readonly FocusRule[] {
  const column = name.toLowerCase();
  return [
    ...(nulls ? [] : [rule(`${name} is not null`, `${column} is null`)]),
    ...(values === undefined
      ? []
      : [
          rule(
            `${name} has an allowed value`,
            `${column} not in (${values.map((value) => `'${value}'`).join(", ")})`,
          ),
        ]),
    ...(type === "String"
      ? [rule(`${name} has no blanks around it and is not empty`, `${column} !~ '^\\S(.*\\S)?$'`)]
      : []),
    ...formatRules(name, column, format),
  ];
}

function formatRules(name: string, column: string, format: string): readonly FocusRule[] {
  switch (format) {
    case "Currency":
      return [rule(`${name} is of ISO 4217`, `${column} not in (${CURRENCIES.join(", ")})`)];
    case "Decimal (any)":
      return [rule(`${name} is a number`, `${column} in ('NaN', 'Infinity', '-Infinity')`)];
    case "Decimal (non-negative)":
      return [rule(`${name} is not negative`, `${column} < 0`)];
    case "Unit":
      return [rule(`${name} has the Unit Format`, `${column} !~ '${UNIT_FORMAT}'`)];
    case "JSON Object":
    case "Key-Value":
      return [rule(`${name} is an object`, `jsonb_typeof(${column}) <> 'object'`)];
    default:
      return [];
  }
}

function rule(id: string, breaks: string): FocusRule {
  return { id, breaks };
}
