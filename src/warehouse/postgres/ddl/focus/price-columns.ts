import { type FocusColumn, textOf } from "./column.ts";

// The Unit Format has words only: of anything else there are Units.
const UNKNOWN_UNIT = "substring(l.component_usage_unit from '^[A-Za-z]+$')";
const UNKNOWN_TIME = "substring(l.duration_unit from '^[A-Za-z]+$')";

const SINGULAR = `coalesce(l.unit_singular, ${capitalised(UNKNOWN_UNIT)}, 'Unit')`;
const PLURAL = `coalesce(l.unit_plural, ${plural(UNKNOWN_UNIT)}, 'Units')`;
const TIME = `coalesce(l.time_plural, ${plural(UNKNOWN_TIME)})`;

const UNIT = `case
  when l.raw_quantity is null then 'Units'
  when l.is_timed and ${TIME} is not null then ${SINGULAR} || '-' || ${TIME}
  else ${PLURAL} end`;

const COMMITMENT = `case when l.commitment_category is not null then ${textOf("l.instance_id")} end`;

const SKU = `concat_ws('/', coalesce(${textOf("l.product_name")}, 'Other'),
  ${textOf("l.sub_product_name")}, ${textOf("l.component_type")}, ${textOf("l.component_name")})`;

function capitalised(unit: string): string {
  return `upper(left(${unit}, 1)) || substr(${unit}, 2)`;
}

function plural(unit: string): string {
  return `${capitalised(unit)} || case when ${unit} like '%s' then '' else 's' end`;
}

const priced = (value: string): string => `case when l.quantity is not null then ${value} end`;
const committed = (value: string): string =>
  `case when ${COMMITMENT} is not null then ${value} end`;

const NEVER = "Always NULL: no API of the vendor's tells it.";
const OF_PRICED =
  "Usage, purchases, and adjustments that the vendor gives a price; NULL for others.";

/** The columns of FOCUS about costs, prices, quantities and commitments. */
export const PRICE_COLUMNS: readonly FocusColumn[] = [
  [
    "BilledCost",
    "l.billed",
    "What is invoiced for the row: the charge before its voucher, the voucher as a negative Credit. Adds up to total_cost of the bill lines, exactly; a line without total_cost counts 0, flagged BilledCostMissing.",
  ],
  ["CapacityReservationId", "null::text", NEVER],
  ["CapacityReservationStatus", "null::text", NEVER],
  [
    "CommitmentDiscountCategory",
    committed("l.commitment_category"),
    "Usage for fees of reserved instances, Spend for those of savings plans. NULL for usage that they cover: bill lines do not say which is.",
  ],
  [
    "CommitmentDiscountId",
    COMMITMENT,
    "Id of the reserved instance or savings plan whose fee it is; NULL for all else, also for usage that it covers, and for a fee without an id, flagged CommitmentDiscountIdMissing.",
  ],
  ["CommitmentDiscountName", committed(textOf("l.instance_name")), "Its name; NULL without one."],
  [
    "CommitmentDiscountQuantity",
    committed(`case l.commitment_category when 'Spend' then l.billed else l.quantity end`),
    "What the fee buys: usage by time of a reserved instance, money of a savings plan.",
  ],
  [
    "CommitmentDiscountStatus",
    "null::text",
    "Always NULL: it tells used from unused usage, and bill lines have fees only.",
  ],
  [
    "CommitmentDiscountType",
    committed("l.commitment_type"),
    "Reserved Instance or Savings Plan; NULL where CommitmentDiscountId is.",
  ],
  [
    "CommitmentDiscountUnit",
    committed(
      `case l.commitment_category when 'Spend' then coalesce(upper(${textOf("l.currency")}), 'USD') else ${UNIT} end`,
    ),
    "Unit of CommitmentDiscountQuantity; the currency for a savings plan.",
  ],
  ["CommitmentProgramEligibilityDetails", "null::jsonb", NEVER, "1.4"],
  [
    "ConsumedQuantity",
    "case when l.category = 'Usage' then l.quantity end",
    "Usage in ConsumedUnit; NULL unless ChargeCategory is Usage. The same as PricingQuantity.",
  ],
  ["ConsumedUnit", `case when l.category = 'Usage' then ${UNIT} end`, "Unit of ConsumedQuantity."],
  ["ContractApplied", "null::jsonb", NEVER, "1.4"],
  [
    "ContractedCost",
    "l.contracted_cost",
    "Cost at the negotiated price: a partner's total_amount_after_discount; a customer's original_cost, as its lines show no discount, flagged ContractedCostAssumedList where it was charged something else. BilledCost for credits and for adjustments without a price.",
  ],
  [
    "ContractedUnitPrice",
    "l.contracted_unit_price",
    "Negotiated price of a PricingUnit: the list price by the customer's rate where that makes ContractedCost, else ContractedCost by PricingQuantity, flagged ContractedUnitPriceDerived. NULL where ListUnitPrice is, and where the discount turned the sign.",
  ],
  [
    "EffectiveCost",
    "l.billed",
    "BilledCost of every row, fees of reserved instances and savings plans included: no API tells which usage they cover, so that nothing is amortised and the sum is what is invoiced.",
  ],
  [
    "ListCost",
    "l.list_cost",
    "Cost at the list price: original_cost. BilledCost for credits, for adjustments without a price, and for a line without original_cost, flagged ListCostFilled.",
  ],
  [
    "ListUnitPrice",
    "l.list_unit_price",
    "List price of a PricingUnit: component_list_price where it makes ListCost, else ListCost by PricingQuantity, flagged ListUnitPriceDerived; the vendor's own is in x_ComponentListPrice. NULL for credits and for adjustments without a price.",
  ],
  [
    "PricingCategory",
    "case when not l.is_voucher then l.pricing_category end",
    "Standard, Dynamic for spot, or Other, by focus.charge_type; NULL for credits and adjustments. Never Committed: bill lines do not say what a commitment covers.",
  ],
  [
    "PricingCurrency",
    `coalesce(upper(${textOf("l.currency")}), 'USD')`,
    "BillingCurrency: the vendor prices in the currency that it bills.",
  ],
  [
    "PricingCurrencyContractedUnitPrice",
    "l.contracted_unit_price",
    "ContractedUnitPrice: the currencies are the same.",
  ],
  ["PricingCurrencyEffectiveCost", "l.billed", "EffectiveCost: the currencies are the same."],
  [
    "PricingCurrencyListUnitPrice",
    "l.list_unit_price",
    "ListUnitPrice: the currencies are the same.",
  ],
  [
    "PricingQuantity",
    "l.quantity",
    `Usage by time where the price is by time, else usage; negative where the cost is. A line without it: 1, flagged PricingQuantityAssumed. ${OF_PRICED}`,
  ],
  [
    "PricingUnit",
    priced(UNIT),
    "Unit of PricingQuantity, such as GB-Seconds, by focus.unit; Units where the vendor says none.",
  ],
  [
    "SkuId",
    priced(SKU),
    `Product/sub-product/component type/component: the vendor sends no id of a SKU. ${OF_PRICED}`,
  ],
  [
    "SkuMeter",
    priced(
      `coalesce(${textOf("l.component_name")}, ${textOf("l.component_type")}, ${textOf("l.sub_product_name")}, ${textOf("l.product_name")}, 'Other')`,
    ),
    "The component that is measured. NULL where SkuId is.",
  ],
  [
    "SkuPriceDetails",
    priced(
      `jsonb_strip_nulls(jsonb_build_object('x_BillingMode', ${textOf("l.billing_mode")},
        'x_PriceUnit', ${textOf("l.component_price_measurement_unit")}))`,
    ),
    "x_BillingMode and x_PriceUnit of the price; no property of FOCUS's own is known. NULL where SkuPriceId is.",
  ],
  [
    "SkuPriceId",
    priced(
      `concat_ws('|', ${SKU}, ${textOf("coalesce(l.region_label, billing_mart.clean_region(l.region))")},
        ${textOf("l.component_price_measurement_unit")})`,
    ),
    "SkuId|region|unit of the price. NULL where SkuId is.",
  ],
];
