import type { Kysely } from "kysely";
import { createFactTable, dropFactTable } from "../src/warehouse/postgres/ddl/create-fact-table.ts";

export async function up(db: Kysely<unknown>): Promise<void> {
  await createFactTable(db, {
    name: "partner_bill_total",
    meaning:
      "A customer's month in one figure, as its partner is charged. Source: intlpartnersmgt DescribeCustomerBillSummary.",
    uinColumn: "customer_uin",
    key: [],
    columns: [
      [
        "total_cost",
        "numeric",
        "Charged amount; a bare JSON number on the wire, its digits kept. Source: TotalCost.",
      ],
    ],
  });
}

export async function down(db: Kysely<unknown>): Promise<void> {
  await dropFactTable(db, "partner_bill_total");
}
