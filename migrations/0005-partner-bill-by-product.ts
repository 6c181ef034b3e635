import type { Kysely } from "kysely";
import { createFactTable, dropFactTable } from "../src/warehouse/postgres/ddl/create-fact-table.ts";

export async function up(db: Kysely<unknown>): Promise<void> {
  await createFactTable(db, {
    name: "partner_bill_by_product",
    meaning:
      "A customer's month by product, as its partner is charged. Source: intlpartnersmgt DescribeBillSummaryByProduct.",
    uinColumn: "customer_uin",
    key: [["business_code", "text", "Product code, such as p_cvm. Source: BusinessCode."]],
    columns: [
      ["business_code_name", "text", "Product label. Source: BusinessCodeName."],
      [
        "original_cost",
        "numeric",
        "List-price amount in the bill's currency. Source: OriginalCost.",
      ],
      ["voucher_pay_amount", "numeric", "Part settled by voucher. Source: VoucherPayAmount."],
      ["total_cost", "numeric", "Charged amount. Source: TotalCost."],
    ],
  });
}

export async function down(db: Kysely<unknown>): Promise<void> {
  await dropFactTable(db, "partner_bill_by_product");
}
