import type { Kysely } from "kysely";
import { createFactTable, dropFactTable } from "../src/warehouse/postgres/ddl/create-fact-table.ts";

export async function up(db: Kysely<unknown>): Promise<void> {
  await createFactTable(db, {
    name: "payer_bill_by_region",
    meaning:
      "An account's own month by region. Here total_cost is the list price; charged is real_total_cost. Source: billing DescribeBillSummaryByRegion.",
    uinColumn: "payer_uin",
    key: [["region_id", "text", "Region code; 0 is other. Source: RegionId."]],
    columns: [
      ["region_name", "text", "Region label. Source: RegionName."],
      [
        "real_total_cost_ratio",
        "numeric",
        "Share of the bill in per cent, as the vendor rounds it. Source: RealTotalCostRatio.",
      ],
      ["real_total_cost", "numeric", "Charged amount, after discount. Source: RealTotalCost."],
      ["cash_pay_amount", "numeric", "Paid from cash. Source: CashPayAmount."],
      ["incentive_pay_amount", "numeric", "Paid from free credit. Source: IncentivePayAmount."],
      ["voucher_pay_amount", "numeric", "Paid by voucher. Source: VoucherPayAmount."],
      ["transfer_pay_amount", "numeric", "Paid from commission credit. Source: TransferPayAmount."],
      [
        "total_cost",
        "numeric",
        "List-price amount; NULL where the API sends '-' (raw text in extra). Source: TotalCost.",
      ],
    ],
  });
}

export async function down(db: Kysely<unknown>): Promise<void> {
  await dropFactTable(db, "payer_bill_by_region");
}
