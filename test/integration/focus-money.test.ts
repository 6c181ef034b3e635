import * as fc from "fast-check";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { FOCUS_MONTH, loadFocusTenant } from "../support/focus-tenant.ts";
import { type FreshDatabase, freshDatabase } from "../support/fresh-database.ts";
import { readText, type TextRow } from "../support/read-table.ts";
import { type SeededLine, seedLines } from "../support/seed-lines.ts";

/** Bills whose cost in FOCUS is not what their lines come to, in both perspectives; sums as exact texts. */
const DIFFERENCES = ["DescribeCustomerBillDetail", "DescribeBillDetail"]
  .map((action, index) => {
    const view = index === 0 ? "cost_and_usage" : "customer_cost_and_usage";
    return `
    select '${view}' as view, l.customer_uin, l.bill_month, l.cost, f.billed, f.effective
    from (
        select customer_uin, bill_month, coalesce(sum(total_cost), 0) as cost, count(*) as lines
        from billing.bill_detail where source_action = '${action}' group by 1, 2) l
      full join (
        select subaccountid, x_billmonth, sum(billedcost) as billed, sum(effectivecost) as effective,
          count(*) filter (where not x_voucherleg) as lines
        from focus.${view} group by 1, 2) f
        on f.subaccountid = l.customer_uin and f.x_billmonth = l.bill_month
    where (l.cost, l.cost, l.lines) is distinct from (f.billed, f.effective, f.lines)`;
  })
  .join(" union all ");

const MODES = ["split", "net"] as const;

async function showVouchers({ pool }: FreshDatabase, mode: (typeof MODES)[number]): Promise<void> {
  await pool.query(`create or replace function focus.voucher_mode() returns text
    language sql immutable parallel safe return '${mode}'`);
}

describe("BilledCost adds up to total_cost of every bill, exactly:", () => {
  const cents = fc.bigInt({ min: -(10n ** 14n), max: 10n ** 14n });
  const amount = fc
    .tuple(cents, fc.integer({ min: 0, max: 18 }))
    .map(([digits, scale]) => shifted(digits, scale));
  const maybe = fc.option(amount, { freq: 6 });
  const line = fc.record({
    total_cost: maybe,
    voucher_deduction: fc.oneof(maybe, fc.constant("0")),
    total_amount_after_discount: maybe,
    original_cost: maybe,
    component_list_price: maybe,
    component_usage: maybe,
    usage_duration: maybe,
    transaction_type: fc.constantFrom("Hourly settlement", "Purchase", "Hourly RI fee", "?", null),
  });

  test.each(MODES)("whatever the lines are, vouchers %s", async (mode) => {
    await using database = await freshDatabase();
    await showVouchers(database, mode);
    // The main view shows the customers' own bills until a partner's are there.
    await seedLines(database.pool, { uin: "0", lines: [{}] });
    let bills = 0;
    const bill = fc.array(line, { minLength: 1, maxLength: 6 });
    await fc.assert(
      fc.asyncProperty(bill, fc.boolean(), async (lines: readonly SeededLine[], isPartner) => {
        bills += 1;
        const perspective = isPartner ? "partner" : "customer";
        await seedLines(database.pool, { uin: String(bills), perspective, lines });
        expect(await readText(database.pool, DIFFERENCES)).toEqual([]);
      }),
      { numRuns: 30 },
    );
  });
});

describe("on a tenant with every kind of line", () => {
  let database: FreshDatabase;
  beforeAll(async () => {
    database = await freshDatabase();
    await loadFocusTenant(database.url);
  });
  afterAll(async () => {
    await database[Symbol.asyncDispose]();
  });

  test.each(MODES)("BilledCost is total_cost, vouchers %s", async (mode) => {
    await showVouchers(database, mode);
    expect(await readText(database.pool, DIFFERENCES)).toEqual([]);
    const rows = await readText(
      database.pool,
      "select distinct chargecategory from focus.cost_and_usage where x_voucherleg",
    );
    expect(rows).toEqual(mode === "split" ? [{ chargecategory: "Credit" }] : []);
  });

  test("a line that a voucher paid in part is a charge and a Credit, or one charge", async () => {
    const partly = `select chargecategory, billedcost, listcost, contractedcost, effectivecost,
        x_totalcost, x_voucherdeduction, pricingquantity
      from focus.cost_and_usage
      where x_billmonth = '${FOCUS_MONTH}-01' and x_billlineid in (
        select line_id from billing.bill_detail where voucher_deduction = 0.12345678)
      order by x_voucherleg`;
    const usage: TextRow = {
      chargecategory: "Usage",
      billedcost: "6",
      listcost: "8",
      contractedcost: "6",
      effectivecost: "6",
      x_totalcost: "5.87654322",
      x_voucherdeduction: "0.12345678",
      pricingquantity: "8",
    };
    const credit = "-0.12345678";
    await showVouchers(database, "split");
    expect(await readText(database.pool, partly)).toEqual([
      usage,
      {
        chargecategory: "Credit",
        billedcost: credit,
        listcost: credit,
        contractedcost: credit,
        effectivecost: credit,
        x_totalcost: null,
        x_voucherdeduction: null,
        pricingquantity: null,
      },
    ]);
    await showVouchers(database, "net");
    expect(await readText(database.pool, partly)).toEqual([
      { ...usage, billedcost: "5.87654322", effectivecost: "5.87654322" },
    ]);
  });

  test("a fee for a commitment is told with its id, and not amortised: EffectiveCost is BilledCost", async () => {
    await showVouchers(database, "split");
    const fees = await readText(
      database.pool,
      `select chargefrequency, commitmentdiscountcategory as category, commitmentdiscountid as id,
         commitmentdiscounttype as type, commitmentdiscountquantity as quantity,
         commitmentdiscountunit as unit, billedcost, effectivecost, listcost
       from focus.cost_and_usage where commitmentdiscountid is not null order by x_billlineid`,
    );
    const reserved = { category: "Usage", id: "ri-4jrmzpvk", type: "Reserved Instance" };
    const hour = { chargefrequency: "Recurring", ...reserved, quantity: "2", unit: "GiB-Hours" };
    const saved = { category: "Spend", id: "sp-4jrmzpvk", type: "Savings Plan" };
    expect(fees).toEqual([
      { ...hour, billedcost: "1", effectivecost: "1", listcost: "2" },
      {
        chargefrequency: "One-Time",
        ...reserved,
        quantity: "1",
        unit: "GiB-Hours",
        billedcost: "500",
        effectivecost: "500",
        listcost: "500",
      },
      {
        chargefrequency: "Recurring",
        ...saved,
        quantity: "0.75",
        unit: "USD",
        billedcost: "0.75",
        effectivecost: "0.75",
        listcost: "0.75",
      },
    ]);
  });
});

function shifted(digits: bigint, scale: number): string {
  const text = (digits < 0n ? -digits : digits).toString().padStart(scale + 1, "0");
  const whole = text.slice(0, text.length - scale);
  return `${digits < 0n ? "-" : ""}${whole}${scale === 0 ? "" : `.${text.slice(-scale)}`}`;
}
