import type { Kysely } from "kysely";
import {
  createFactTable,
  dropFactTable,
  type FactColumn,
} from "../src/warehouse/postgres/ddl/create-fact-table.ts";

const PAY_MODE: FactColumn = [
  "pay_mode",
  "text",
  "prePay (subscription) or postPay (pay as you go). Source: PayMode.",
];

const AMOUNTS: readonly FactColumn[] = [
  ["original_cost", "numeric", "List-price amount in the bill's currency. Source: OriginalCost."],
  ["voucher_pay_amount", "numeric", "Part settled by voucher. Source: VoucherPayAmount."],
  ["total_cost", "numeric", "Charged amount. Source: TotalCost."],
];

export async function up(db: Kysely<unknown>): Promise<void> {
  await createFactTable(db, {
    name: "partner_bill_by_pay_mode",
    meaning:
      "A customer's month by pay mode, as its partner is charged. Source: intlpartnersmgt DescribeBillSummaryByPayMode.",
    uinColumn: "customer_uin",
    key: [PAY_MODE],
    columns: [["pay_mode_name", "text", "Label of the pay mode. Source: PayModeName."], ...AMOUNTS],
  });
  await createFactTable(db, {
    name: "partner_bill_by_action",
    meaning:
      "The same month by transaction type inside each pay mode: adds up to partner_bill_by_pay_mode, never add both. Source: its Detail lists.",
    uinColumn: "customer_uin",
    key: [
      PAY_MODE,
      ["action_type", "text", "Transaction-type code, an open set. Source: Detail.ActionType."],
    ],
    columns: [
      ["action_type_name", "text", "Label of the transaction type. Source: Detail.ActionTypeName."],
      ...AMOUNTS,
    ],
  });
}

export async function down(db: Kysely<unknown>): Promise<void> {
  await dropFactTable(db, "partner_bill_by_action");
  await dropFactTable(db, "partner_bill_by_pay_mode");
}
