import { SIMULATED_CREDENTIALS } from "./simulated-credentials.ts";
import { type BillLines, generatedLines } from "./tenant/bill-lines.ts";
import { type GeneratedBill, generateLine } from "./tenant/generate-line.ts";
import { generatePayerBill } from "./tenant/generate-payer-bill.ts";
import { linesByNow } from "./tenant/line-calendar.ts";
import type { Customer, CustomerInfo, Tenant } from "./tenant/tenant.ts";
import { addMonths, billMonthAt } from "./tenant/wall-clock.ts";

export type TenantPlan = {
  readonly seed: number;
  /** Epoch ms; decides the months, and how far the running month has come. */
  readonly now: number;
  /** From 2 (the second one is the end customer of SIMULATED_CREDENTIALS) to 9,999. */
  readonly customers: number;
  /** Counted back from the running UTC+8 month, which is one of them. */
  readonly months: number;
  /** Lines of a customer's month once it is over: one number, or by customer (0-based) and month `yyyy-MM`; 0 for an empty bill. */
  readonly linesPerMonth: number | ((customer: number, month: string) => number);
};

const FIRST_CUSTOMER_UIN = 200_000_000_001;

/**
 * A lawful reseller made from a seed: the same plan gives the same bytes, and on two instants of one UTC+8 day the same
 * tenant. Lines are made when they are read, so a million of them cost no memory. Throws RangeError for a bad plan.
 */
export function generateTenant(plan: TenantPlan): Tenant {
  if (plan.customers < 2 || plan.customers > 9999 || plan.months < 1) {
    throw new RangeError(
      `a tenant has 2 to 9999 customers and at least 1 month: ${JSON.stringify(plan)}`,
    );
  }
  const months = Array.from({ length: plan.months }, (_, back) =>
    addMonths(billMonthAt(plan.now), -back),
  );
  const payerBill = (month: string) => generatePayerBill(plan.seed, month, plan.now);
  return {
    credentials: Object.values(SIMULATED_CREDENTIALS),
    customers: Array.from({ length: plan.customers }, (_, ordinal) =>
      generateCustomer(plan, months, ordinal),
    ),
    payers: [
      {
        uin: SIMULATED_CREDENTIALS.payer.uin,
        bills: new Map(months.map((month) => [month, payerBill(month)])),
      },
    ],
  };
}

function generateCustomer(plan: TenantPlan, months: readonly string[], ordinal: number): Customer {
  const uin = String(FIRST_CUSTOMER_UIN + ordinal);
  const discountRate = [undefined, "1", "0.95"][ordinal % 3];
  const bill = (month: string): BillLines => {
    const { linesPerMonth, seed } = plan;
    const lineCount =
      typeof linesPerMonth === "number" ? linesPerMonth : linesPerMonth(ordinal, month);
    const generated: GeneratedBill = { seed, month, lineCount, uin, ordinal, discountRate };
    return generatedLines(linesByNow(generated, plan.now), (at) => generateLine(generated, at));
  };
  return {
    uin,
    listedAs: ordinal % 4 === 0 ? ` ${uin}` : uin,
    partnerUin: SIMULATED_CREDENTIALS.partner.uin,
    isBound: true,
    carriesIds: ordinal % 3 !== 2,
    discountRate,
    info: customerInfo(uin, ordinal),
    bills: new Map(months.map((month) => [month, bill(month)])),
  };
}

function customerInfo(uin: string, ordinal: number): CustomerInfo {
  const full = {
    CustomerUin: uin,
    Email: `billing${ordinal + 1}@customer.example`,
    Phone: "000-0000000",
    Mark: ordinal % 2 === 0 ? "" : "key account",
    Name: `Customer ${ordinal + 1} – Büro`,
    BindTime: "2024-03-01 09:30:00",
    AccountStatus: "0",
    AuthStatus: "3",
    AuthType: 1,
    CidRegisterTime: "2024-02-28 17:00:00",
    UinRegisterTime: "2024-02-28 17:00:01",
    AuthPassTime: ordinal % 3 === 1 ? "0000-00-00 00:00:00" : "2024-02-29 10:00:00",
    HasExpense: 1,
  };
  const bare = { CustomerUin: uin, Mark: null, Name: `Customer ${ordinal + 1}`, HasExpense: 0 };
  return ordinal % 5 === 3 ? bare : full;
}
