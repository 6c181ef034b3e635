import type { Kysely } from "kysely";
import { createFactTable, dropFactTable } from "../src/warehouse/postgres/ddl/create-fact-table.ts";

export async function up(db: Kysely<unknown>): Promise<void> {
  await createFactTable(db, {
    name: "partner_bill_by_region",
    meaning:
      "A customer's month by region, as its partner is charged. Source: intlpartnersmgt DescribeBillSummaryByRegion.",
    uinColumn: "customer_uin",
    key: [["region_id", "text", "Region code; 0 is other. Source: RegionId."]],
    columns: [
      ["region_name", "text", "Region label: depends on language, not unique. Source: RegionName."],
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
  await dropFactTable(db, "partner_bill_by_region");
}
