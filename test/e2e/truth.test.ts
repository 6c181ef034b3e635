import { Client } from "pg";
import { expect, test } from "vitest";
import { generateTenant } from "../../src/simulator/generate-tenant.ts";
import { SIMULATED_CREDENTIALS } from "../../src/simulator/simulated-credentials.ts";
import { addMonths, billMonthAt } from "../../src/simulator/tenant/wall-clock.ts";
import { freshDatabase } from "../support/fresh-database.ts";
import { watchHalfSlices } from "../support/half-slice-watch.ts";
import { runProgram } from "../support/program.ts";
import { findLies, type History } from "../support/truth.ts";
import { STREAM_CALLS } from "../support/truth/true-streams.ts";
import { allAccountsEnv, startVendor } from "./vendor.ts";

const NOW = Date.now();
const MONTH = billMonthAt(NOW);
const TENANT = generateTenant({
  seed: 21,
  now: NOW,
  customers: 3,
  months: 2,
  linesPerMonth: (customer) => [210, 60, 45][customer] ?? 0,
});
const SCOPE = {
  accounts: [
    { name: "reseller", credential: SIMULATED_CREDENTIALS.partner, tagKeys: [] },
    { name: "tenant", credential: SIMULATED_CREDENTIALS.customer, tagKeys: ["team"] },
    { name: "direct", credential: SIMULATED_CREDENTIALS.payer, tagKeys: [] },
  ],
  streams: Object.keys(STREAM_CALLS),
  months: [addMonths(MONTH, -1), MONTH],
  now: NOW,
};

const LINE = `(select line_id from billing.bill_detail where account = 'reseller' order by 1 limit 1)`;

// One after the other, each on top of those before: what each is to be told by.
const SABOTAGES: readonly (readonly [sql: string, lie: RegExp])[] = [
  [
    "delete from billing.partner_bill_by_region where ctid = (select min(ctid) from billing.partner_bill_by_region)",
    /^lost: partner_bill_by_region/,
  ],
  [
    `insert into billing.bill_detail select (jsonb_populate_record(t, '{"line_id":"1#2"}')).* from billing.bill_detail t where line_id = ${LINE}`,
    /^doubled or made up: bill_detail/,
  ],
  [
    "update billing.partner_bill_total set total_cost = (total_cost::text || '0')::numeric where ctid = (select min(ctid) from billing.partner_bill_total)",
    /^different: partner_bill_total .*total_cost/,
  ],
  [
    "update billing.customer set name = 'nobody' where customer_uin = '200000000001'",
    /^different: customer .*name nobody/,
  ],
  [
    "update billing.customer_bill_by_group_product set business_ordinal = 7 where ctid = (select max(ctid) from billing.customer_bill_by_group_product)",
    /^different: customer_bill_by_group_product numbers/,
  ],
  [
    "update billing_ops.cost_by_day set amortised_cost = amortised_cost + 0.00000001 where ctid = (select min(ctid) from billing_ops.cost_by_day)",
    /^different: cost_by_day, spread of /,
  ],
  [
    "delete from billing_ops.cost_by_tags where account = 'tenant'",
    /^different: cost_by_tags of tenant .* says {2}lines/,
  ],
  [
    "update billing_ops.slice set row_count = row_count + 1 where stream = 'payer_bill_by_region'",
    /^different: slice direct payer_bill_by_region/,
  ],
  [
    "update billing_ops.slice set amount = amount + 0.00000001 where stream = 'customer_bill_by_tag'",
    /^different: slice tenant customer_bill_by_tag/,
  ],
  [
    "update billing_ops.slice set claimed_by = 1 where stream = 'customer_info'",
    /^left behind: reseller customer_info .*claimed/,
  ],
  [
    `insert into billing_ops.bill_change (run_id, account, stream, uin, bill_month, table_name, row_key, change, changed_at)
    values (1, 'reseller', 'partner_bill_detail', '200000000001', '${MONTH}-01', 'bill_detail', '{}', 'added', now())`,
    /^made up: the journal/,
  ],
  [
    "insert into billing_ops.stage_customer (epoch, request, page) values (1, 0, 1)",
    /^left behind: 1 rows in billing_ops.stage_customer/,
  ],
  [
    "update billing_ops.slice_load set is_first = false where stream = 'partner_bill_total'",
    /^doubled: the first load/,
  ],
  [
    "delete from billing_ops.slice_load where stream = 'partner_bill_by_product'",
    /^lost: reseller partner_bill_by_product .* never loaded/,
  ],
  [
    "update billing_ops.run set slices_loaded = slices_loaded - 1",
    /^different: run 1 .* loaded \d+ of \d+ slices/,
  ],
  ["update billing_ops.run set calls = calls + 1", /^different: run 1 .* calls/],
  [
    "update billing_ops.run set status = 'running', exit_code = null, finished_at = null",
    /^different: run 1 \(running\) was not closed/,
  ],
];

test("the oracle finds nothing after an undisturbed run, and every lie that is told after it", async () => {
  await using vendor = await startVendor({ tenant: TENANT });
  await using database = await freshDatabase();
  const env = {
    ...allAccountsEnv(vendor, database.url),
    BILLING_STREAMS: [...SCOPE.streams, "customer_info"].join(),
  };

  const { exitCode } = await runProgram(["sync"], env);
  const calls = vendor.calls().length;
  const history: History = {
    scope: SCOPE,
    acts: [{ tenant: TENANT, exitCode: 0, lastRunId: "1", calls }],
  };

  expect(exitCode).toBe(0);
  expect(await findLies(database.pool, history)).toEqual([]);
  let known: readonly string[] = [];
  for (const [sql, lie] of SABOTAGES) {
    await database.pool.query(sql);
    const lies = await findLies(database.pool, history);
    expect(lies.filter((one) => !known.includes(one))).toContainEqual(expect.stringMatching(lie));
    known = lies;
  }
});

test("the reader finds half a slice, and a slice of which bookkeeping says otherwise", async () => {
  await using vendor = await startVendor({ tenant: TENANT });
  await using database = await freshDatabase();
  await using watch = await watchHalfSlices(database.url, SCOPE);
  await watch.expect(TENANT);
  const { exitCode } = await runProgram(["sync"], allAccountsEnv(vendor, database.url));
  const before = watch.violations();
  const client = new Client({ connectionString: database.url });
  await client.connect();
  await client.query(
    "delete from billing.partner_bill_by_action where ctid = (select min(ctid) from billing.partner_bill_by_action)",
  );
  await client.query(
    "update billing_ops.slice set amount = amount + 1 where stream = 'payer_bill_by_region'",
  );
  await client.end();
  await watch.stop();

  expect(exitCode).toBe(0);
  expect(before).toEqual([]);
  expect(watch.looks()).toBeGreaterThan(10);
  expect(watch.violations().toSorted()).toEqual([
    ...SCOPE.months
      .toSorted()
      .map((month) =>
        expect.stringContaining(`direct payer_bill_by_region 300000000001 ${month}-01`),
      ),
    expect.stringContaining("reseller partner_bill_by_pay_mode"),
  ]);
});
