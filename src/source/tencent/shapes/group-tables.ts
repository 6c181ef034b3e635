import type { Column } from "../../../domain/column.ts";
import type { Table } from "../../../domain/table.ts";
import { charged, code, decimal, text } from "./columns.ts";

const AMOUNTS = {
  original_cost: decimal("OriginalCost"),
  voucher_pay_amount: decimal("VoucherPayAmount"),
  ri_cost: decimal("RICost"),
  total_cost: charged("TotalCost"),
} satisfies Record<string, Column>;

/** How DescribeBillSummary's GroupKey and GroupValue are to be read, which depends on GroupType. */
type GroupShape = {
  readonly groupType: "product" | "project" | "tag";
  /** A tag's GroupValue is part of its key; a product's or project's is a label. */
  readonly valueIs: "key" | "name";
};

/** The two tables that one DescribeBillSummary answer fills: the groups, and the products inside each. */
export function groupTables(shape: GroupShape): readonly Table[] {
  const isKey = shape.valueIs === "key";
  const constants = isKey
    ? { group_type: shape.groupType }
    : { group_type: shape.groupType, group_value: "" };
  const groupKey = {
    group_key: code("GroupKey"),
    ...(isKey ? { group_value: code("GroupValue") } : {}),
  };
  return [
    {
      name: "customer_bill_by_group",
      mode: "replace",
      place: { list: "SummaryDetail" },
      uinColumn: "customer_uin",
      constants,
      key: ["group_type", "group_key", "group_value", "ordinal"],
      columns: { ...groupKey, ...(isKey ? {} : { group_name: text("GroupValue") }), ...AMOUNTS },
      ordinal: "ordinal",
      amount: "total_cost",
      ...(shape.groupType === "product"
        ? { dimension: { table: "product", code: "group_key", name: "group_name" } }
        : {}),
      ignored: { Business: "rows of their own in customer_bill_by_group_product" },
    },
    {
      name: "customer_bill_by_group_product",
      mode: "replace",
      place: { list: "SummaryDetail", within: "Business" },
      uinColumn: "customer_uin",
      constants,
      key: [
        "group_type",
        "group_key",
        "group_value",
        "ordinal",
        "business_code",
        "business_ordinal",
      ],
      outerColumns: groupKey,
      columns: {
        business_code: code("BusinessCode"),
        business_code_name: text("BusinessCodeName"),
        ...AMOUNTS,
      },
      outerOrdinal: "ordinal",
      ordinal: "business_ordinal",
      amount: "total_cost",
      dimension: { table: "product", code: "business_code", name: "business_code_name" },
    },
  ];
}
