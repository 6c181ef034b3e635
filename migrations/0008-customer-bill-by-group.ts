import type { Kysely } from "kysely";
import {
  createFactTable,
  dropFactTable,
  type FactColumn,
} from "../src/warehouse/postgres/ddl/create-fact-table.ts";

const GROUP_KEY: readonly FactColumn[] = [
  [
    "group_type",
    "text",
    "What the bill is grouped by: product, project or tag. Source: the request's GroupType.",
  ],
  ["group_key", "text", "Product code, project id or tag key. Source: GroupKey."],
  ["group_value", "text", "The tag's value for tags, else ''. Source: GroupValue."],
  ["ordinal", "integer", "1, unless the group repeats within the bill."],
];

const AMOUNTS: readonly FactColumn[] = [
  ["original_cost", "numeric", "List-price amount. Source: OriginalCost."],
  ["voucher_pay_amount", "numeric", "Part settled by voucher. Source: VoucherPayAmount."],
  ["ri_cost", "numeric", "Part covered by reserved instances. Source: RICost."],
  [
    "total_cost",
    "numeric",
    "Charged amount, after vouchers and reserved instances. Source: TotalCost.",
  ],
];

export async function up(db: Kysely<unknown>): Promise<void> {
  await createFactTable(db, {
    name: "customer_bill_by_group",
    meaning:
      "An end customer's own month by product, by project and by tag: three views of one bill, add up one group_type (and one tag key) only. Source: intlpartnersmgt DescribeBillSummary.",
    uinColumn: "customer_uin",
    key: GROUP_KEY,
    columns: [
      ["group_name", "text", "Label of the product or project; NULL for tags. Source: GroupValue."],
      ...AMOUNTS,
    ],
  });
  await createFactTable(db, {
    name: "customer_bill_by_group_product",
    meaning:
      "The products inside each group of customer_bill_by_group. Source: DescribeBillSummary, its Business lists.",
    uinColumn: "customer_uin",
    key: [
      ...GROUP_KEY,
      ["business_code", "text", "Product code. Source: Business.BusinessCode."],
      ["business_ordinal", "integer", "1, unless the product repeats within the group."],
    ],
    columns: [
      ["business_code_name", "text", "Product label. Source: Business.BusinessCodeName."],
      ...AMOUNTS,
    ],
  });
}

export async function down(db: Kysely<unknown>): Promise<void> {
  await dropFactTable(db, "customer_bill_by_group_product");
  await dropFactTable(db, "customer_bill_by_group");
}
