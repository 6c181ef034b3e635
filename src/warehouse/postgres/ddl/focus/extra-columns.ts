import type { FocusColumn } from "./column.ts";

// A line's own figures are told once, not on its voucher's row again: they add up like the line's.
const once = (column: string): string => `case when not l.is_voucher then l.${column} end`;

const CHANGES: readonly (readonly [flag: string, when: string])[] = [
  ["BilledCostMissing", "l.total_cost is null"],
  ["BillingAccountIdAssumed", "coalesce(btrim(l.payer_account_id), '') in ('', '-')"],
  ["BillingCurrencyAssumed", "coalesce(btrim(l.currency), '') in ('', '-')"],
  ["ChargeCategoryUnknown", "l.is_type_unknown and not l.is_voucher"],
  [
    "ChargePeriodEndAdjusted",
    `(l.charge_end > l.charge_start) is not true
      and coalesce(l.usage_start_time, l.transaction_time, l.usage_end_time) is not null`,
  ],
  ["ChargePeriodFromBillMonth", "l.usage_start_time is null and l.transaction_time is null"],
  [
    "ChargePeriodStartFromSettlement",
    "l.usage_start_time is null and l.transaction_time is not null",
  ],
  [
    "CommitmentDiscountIdMissing",
    "l.commitment_category is not null and coalesce(btrim(l.instance_id), '') in ('', '-')",
  ],
  [
    "ContractedCostAssumedList",
    `l.perspective = 'customer' and l.quantity is not null
      and l.contracted_cost is distinct from l.total_cost`,
  ],
  [
    "ContractedCostFilled",
    `l.perspective = 'partner' and not l.is_voucher and l.total_amount_after_discount is null`,
  ],
  [
    "ContractedUnitPriceDerived",
    "coalesce(l.contracted_unit_price <> l.rated_price, l.contracted_unit_price is not null)",
  ],
  ["InvoiceIssuerNameAssumed", "l.invoice_issuer is null"],
  ["ListCostFilled", "not l.is_voucher and l.list_cost is distinct from l.original_cost"],
  [
    "ListUnitPriceDerived",
    "coalesce(l.list_unit_price <> l.component_list_price, l.quantity is not null)",
  ],
  ["PricingQuantityAssumed", "l.is_quantity_assumed"],
  [
    "RegionIdAssumed",
    "coalesce(l.is_region_known, false) = false and coalesce(btrim(l.region), '') not in ('', '-')",
  ],
  ["ServiceCategoryUnknown", "l.service_category is null"],
  ["ServiceNameMissing", "coalesce(btrim(l.product_name), '') in ('', '-')"],
  [
    "TotalCostInconsistent",
    `l.perspective = 'partner'
      and l.total_cost <> l.total_amount_after_discount - coalesce(l.voucher_deduction, 0)`,
  ],
  [
    "UnitUnknown",
    `l.raw_quantity is not null and l.quantity is not null
      and (l.unit_plural is null or (l.is_timed and l.time_plural is null))`,
  ],
];

const FLAGS = CHANGES.map(([flag, when]) => `case when ${when} then '${flag}' end`);

/** The columns for what FOCUS has no place for; every field of a bill line that is not in one of its columns. */
export const EXTRA_COLUMNS: readonly FocusColumn[] = [
  ["x_Account", "l.account", "The configured account whose credential read the line."],
  ["x_BillingMode", "l.billing_mode", "Pay mode as text, such as Monthly subscription."],
  [
    "x_BillLineId",
    "l.line_id",
    "Key of the line within its bill: with x_Account, SubAccountId, x_BillMonth, x_SourceAction and x_VoucherLeg that of the row.",
  ],
  [
    "x_BillMonth",
    "l.bill_month",
    "First day of the bill month (UTC+8): what to group and filter by, whatever the session's time zone.",
  ],
  ["x_ComponentListPrice", once("component_list_price"), "The vendor's list price of one unit."],
  ["x_ComponentName", "l.component_name", "Component."],
  ["x_ComponentPriceMeasurementUnit", "l.component_price_measurement_unit", "Unit of that price."],
  ["x_ComponentType", "l.component_type", "Component class."],
  ["x_ComponentUsage", once("component_usage"), "Quantity, without the time."],
  ["x_ComponentUsageUnit", "l.component_usage_unit", "Unit of that quantity."],
  [
    "x_CustomerDiscountRate",
    once("customer_discount_rate"),
    "Discount that the reseller set for the customer; partner's lines only.",
  ],
  ["x_DiscountRate", once("discount_rate"), "Retired by the vendor; partner's lines only."],
  ["x_DurationUnit", "l.duration_unit", "Unit of x_UsageDuration."],
  ["x_Extra", "l.extra", "Fields that this version does not know, and raw texts under $raw."],
  ["x_IngestionTime", "l.loaded_at", "When the line last changed in the warehouse."],
  ["x_InstanceId", "l.instance_id", "InstanceId as sent."],
  ["x_InstanceName", "l.instance_name", "InstanceName as sent."],
  ["x_OperatorAccountId", "l.operator_account_id", "UIN or CAM role id of who operated."],
  ["x_OriginalCost", once("original_cost"), "Cost at list price as sent; NULL on a voucher's row."],
  ["x_PayerAccountId", "l.payer_account_id", "PayerAccountId as sent."],
  [
    "x_Perspective",
    "l.perspective",
    "partner: what the partner is charged for the customer; customer: the customer's own bill. One view shows one of them.",
  ],
  ["x_ProductCode", "l.product_code", "Code of the product; NULL where none was learned."],
  ["x_ProductName", "l.product_name", "ProductName as sent."],
  ["x_ProjectName", "l.project_name", "Project label."],
  [
    "x_RegionCode",
    "l.region_code",
    "The vendor's number of the region; NULL where none was learned.",
  ],
  ["x_RegionRaw", "l.region", "Region label, byte for byte."],
  ["x_RunId", "l.run_id", "The run that last changed the line."],
  ["x_SourceAction", "l.source_action", "The API action that sent the line."],
  [
    "x_SourceChanges",
    `array_remove(array[${FLAGS.join(",\n")}], null)`,
    `What was filled in, derived or found wrong: ${CHANGES.map(([flag]) => flag).join(", ")}. {} for none.`,
  ],
  ["x_SubproductName", "l.sub_product_name", "Sub-product label."],
  ["x_Tags", "l.tags", "Tags as sent, [{TagKey, TagValue}]."],
  [
    "x_TotalAmountAfterDiscount",
    once("total_amount_after_discount"),
    "After discount, before voucher, as sent; NULL on a voucher's row; partner's lines only.",
  ],
  ["x_TotalCost", once("total_cost"), "Charged amount as sent; NULL on a voucher's row."],
  ["x_TransactionId", "l.transaction_id", "Number of the settlement, which lines may share."],
  ["x_TransactionTime", "l.transaction_time", "When it was deducted."],
  ["x_TransactionType", "l.transaction_type", "Transaction type as text."],
  [
    "x_TransactionTypeCode",
    "l.transaction_type_code",
    "Code of the transaction type; NULL where none was learned.",
  ],
  ["x_UsageDuration", once("usage_duration"), "Duration, in x_DurationUnit."],
  ["x_UsageEndTime", "l.usage_end_time", "End of the usage as sent, inclusive."],
  ["x_UsageStartTime", "l.usage_start_time", "Begin of the usage as sent."],
  [
    "x_VoucherDeduction",
    once("voucher_deduction"),
    "Part paid by voucher as sent; NULL on the voucher's own row; partner's lines only.",
  ],
  ["x_VoucherLeg", "l.is_voucher", "Whether the row is the voucher's part of a line."],
  ["x_ZoneRaw", "l.availability_zone", "AvailabilityZone as sent."],
];
