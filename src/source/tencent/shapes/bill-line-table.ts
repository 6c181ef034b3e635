import type { Column } from "../../../domain/column.ts";
import type { Table } from "../../../domain/table.ts";
import { charged, decimal, identifier, json, text, time } from "./columns.ts";

/** Every field that either detail action may send. A field that one of them lacks stays NULL there. */
const LINE_COLUMNS = {
  payer_account_id: identifier("PayerAccountId"),
  operator_account_id: identifier("OperatorAccountId"),
  product_name: text("ProductName"),
  billing_mode: text("BillingMode"),
  project_name: text("ProjectName"),
  region: text("Region"),
  availability_zone: text("AvailabilityZone"),
  instance_id: text("InstanceId"),
  instance_name: text("InstanceName"),
  sub_product_name: text("SubProductName"),
  transaction_type: text("TransactionType"),
  transaction_id: text("TransactionId"),
  transaction_time: time("TransactionTime"),
  usage_start_time: time("UsageStartTime"),
  usage_end_time: time("UsageEndTime"),
  component_type: text("ComponentType"),
  component_name: text("ComponentName"),
  component_list_price: decimal("ComponentListPrice"),
  component_price_measurement_unit: text("ComponentPriceMeasurementUnit"),
  component_usage: decimal("ComponentUsage"),
  component_usage_unit: text("ComponentUsageUnit"),
  usage_duration: decimal("UsageDuration"),
  duration_unit: text("DurationUnit"),
  original_cost: decimal("OriginalCost"),
  discount_rate: decimal("DiscountRate"),
  customer_discount_rate: decimal("CustomerDiscountRate"),
  currency: text("Currency"),
  total_amount_after_discount: decimal("TotalAmountAfterDiscount"),
  voucher_deduction: decimal("VoucherDeduction"),
  total_cost: charged("TotalCost"),
  tags: json("Tags"),
} satisfies Record<string, Column>;

/**
 * What tells one line without an Id from another: everything the vendor computes, nothing that a
 * user can rename later (project, instance name, tags). Fixed under its version for good.
 */
const FINGERPRINT_H1 = [
  "payer_account_id",
  "operator_account_id",
  "product_name",
  "billing_mode",
  "region",
  "availability_zone",
  "instance_id",
  "sub_product_name",
  "transaction_type",
  "transaction_id",
  "transaction_time",
  "usage_start_time",
  "usage_end_time",
  "component_type",
  "component_name",
  "component_list_price",
  "component_price_measurement_unit",
  "component_usage",
  "component_usage_unit",
  "usage_duration",
  "duration_unit",
  "original_cost",
  "discount_rate",
  "customer_discount_rate",
  "currency",
  "total_amount_after_discount",
  "voucher_deduction",
  "total_cost",
] as const;

/** `billing.bill_detail`, filled by the given action: the two perspectives share the table, never a row. */
export function billLineTable(sourceAction: string): Table {
  return {
    name: "bill_detail",
    mode: "replace",
    place: { list: "DetailSet" },
    uinColumn: "customer_uin",
    constants: { source_action: sourceAction },
    key: ["source_action", "line_id"],
    columns: LINE_COLUMNS,
    line: { idField: "Id", fingerprint: FINGERPRINT_H1, version: "h1" },
    amount: "total_cost",
    rollUp: "roll_up_bill_lines",
    names: { product: "product_name", region: "region", transaction_type: "transaction_type" },
    echoes: { OwnerAccountId: "uin" },
  };
}
