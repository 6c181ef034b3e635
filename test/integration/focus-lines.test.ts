import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { FOCUS_CUSTOMERS, loadFocusTenant } from "../support/focus-tenant.ts";
import { type FreshDatabase, freshDatabase } from "../support/fresh-database.ts";
import { readText, type TextRow } from "../support/read-table.ts";
import { seedLines } from "../support/seed-lines.ts";

let database: FreshDatabase;
beforeAll(async () => {
  database = await freshDatabase();
  await loadFocusTenant(database.url);
});
afterAll(async () => {
  await database[Symbol.asyncDispose]();
});

/** Columns of the rows that a condition finds, each combination once, as text. */
async function found(
  columns: string,
  condition: string,
  view = "cost_and_usage",
): Promise<readonly TextRow[]> {
  return inOrder(
    await readText(
      database.pool,
      `select distinct ${columns} from focus.${view} where ${condition}`,
    ),
  );
}

/** The same on every server, whatever its collation. */
function inOrder(rows: readonly TextRow[]): readonly TextRow[] {
  return rows.toSorted((left, right) => (JSON.stringify(left) < JSON.stringify(right) ? -1 : 1));
}

test("accounts and issuers have the configured names, customers those of the partner's list", async () => {
  const columns = `billingaccountid as payer, billingaccountname as name, invoiceissuername as issuer,
    subaccountid as customer, subaccountname as customer_name, x_perspective as perspective`;
  const everyKind = `subaccountid = '${FOCUS_CUSTOMERS.everyKind}'`;
  const customer = { customer: FOCUS_CUSTOMERS.everyKind, customer_name: "Customer 2 – Büro" };
  expect(await found(columns, everyKind)).toEqual([
    {
      payer: "100000000001",
      name: "Example Reseller",
      issuer: "Tencent Cloud International",
      ...customer,
      perspective: "partner",
    },
  ]);
  expect(await found(columns, everyKind, "customer_cost_and_usage")).toEqual([
    {
      payer: "100000000001",
      name: "Example Reseller",
      issuer: "Example Reseller",
      ...customer,
      perspective: "customer",
    },
  ]);
});

test("regions get their API codes, labels are cleaned, what belongs to no region has none", async () => {
  const regions = await found(
    "regionid, regionname, x_regionraw, 'RegionIdAssumed' = any (x_sourcechanges) as assumed",
    "true",
  );
  expect(regions).toEqual(
    inOrder([
      region("999", "Moon (Tranquility)", "Moon\u00a0(Tranquility) ", "t"),
      region("ap-beijing", "North China (Beijing)", "1North China (Beijing)", "f"),
      region("ap-shanghai", "East China (Shanghai)", "East China\u00a0(Shanghai)", "f"),
      region("ap-singapore", "Southeast Asia (Singapore)", "Southeast Asia\u00a0(Singapore)", "f"),
      region(null, null, "Other", "f"),
    ]),
  );
});

test("services and resources get their kinds, unknown ones are flagged", async () => {
  expect(await found("servicename, servicecategory, servicesubcategory", "true")).toEqual(
    inOrder([
      service("Brand-new Product", "Other", "Other (Other)"),
      service("Cloud Object Storage", "Storage", "Object Storage"),
      service("Cloud Virtual Machine", "Compute", "Virtual Machines"),
      service("cloud block storage", "Storage", "Block Storage"),
    ]),
  );
  const types = await found(
    "left(resourceid, 4) as id, resourcetype as type",
    "resourceid !~ '^ins-63'",
  );
  expect(types).toEqual(
    inOrder([
      { id: "buck", type: "CVM S5" },
      { id: "disk", type: "Block Storage Volume" },
      { id: "ins-", type: "Virtual Machine" },
      { id: "ri-4", type: "CVM S5" },
      { id: "sp-4", type: "CVM S5" },
    ]),
  );
  expect(
    await found("resourceid, resourcename, resourcetype", "x_instanceid in ('-', '')"),
  ).toEqual([{ resourceid: null, resourcename: null, resourcetype: null }]);
});

test("tags are an object, {} without any, and NULL where the partner's lines cannot have them", async () => {
  expect(await found("tags, tags = '{}' as none", "true")).toEqual([{ tags: null, none: null }]);
  const own = await found("tags, tags = '{}' as none", "true", "customer_cost_and_usage");
  expect(own).toEqual(
    inOrder([
      { tags: "{}", none: "t" },
      { tags: '{"team": "data ✓", "环境": "测试"}', none: "f" },
      { tags: '{"team": "shop", "环境": "生产"}', none: "f" },
    ]),
  );
});

describe("a charge period is half-open, in UTC,", () => {
  const columns = `chargeperiodstart at time zone 'UTC' as starts,
    chargeperiodend at time zone 'UTC' as ends`;
  test.each([
    [
      "the vendor's inclusive end a second later",
      "x_transactiontype = 'Daily settlement'",
      "2026-10-01 16:00:00",
      "2026-10-05 16:00:00",
    ],
    [
      "at least a second long",
      "'ChargePeriodEndAdjusted' = any (x_sourcechanges) and x_usageendtime is not null",
      "2026-09-30 16:01:00",
      "2026-09-30 16:01:01",
    ],
    [
      "from the settlement where no usage is told",
      "'ChargePeriodStartFromSettlement' = any (x_sourcechanges)",
      "2026-10-20 16:00:00",
      "2026-10-20 16:00:01",
    ],
    [
      "the bill month where nothing is told",
      "'ChargePeriodFromBillMonth' = any (x_sourcechanges)",
      "2026-09-30 16:00:00",
      "2026-10-31 16:00:00",
    ],
  ])("%s", async (_, condition, starts, ends) => {
    expect(await found(columns, condition)).toEqual([{ starts, ends }]);
  });
});

test("a refund of an earlier month is a Correction, one of this month is not", async () => {
  const refunds = await found(
    "chargeclass, billedcost, pricingquantity, listunitprice",
    "x_transactiontypecode = 'prepay_return'",
  );
  expect(refunds).toEqual(
    inOrder([
      {
        chargeclass: "Correction",
        billedcost: "-7.5",
        pricingquantity: "-1",
        listunitprice: "7.5",
      },
      { chargeclass: null, billedcost: "-12.5", pricingquantity: "-1", listunitprice: "12.5" },
    ]),
  );
});

test("quantities are usage by time in units of FOCUS, and prices make the costs", async () => {
  const spot = await found(
    "pricingquantity, pricingunit, listunitprice, contractedunitprice, listcost, contractedcost",
    "x_transactiontypecode = 'postpay_deduct_s'",
  );
  expect(spot).toEqual([
    {
      pricingquantity: "1800",
      pricingunit: "GB-Seconds",
      listunitprice: "0.00000003",
      // By the customer's rate it would be the list price: what was charged says otherwise.
      contractedunitprice: "0.000000011111111111",
      listcost: "0.000054",
      contractedcost: "0.00002",
    },
  ]);
  expect(
    await found(
      "pricingquantity, listunitprice, x_componentusage as usage",
      "x_componentusage = 0",
    ),
  ).toEqual(
    inOrder([
      { pricingquantity: "0", listunitprice: "0", usage: "0" },
      { pricingquantity: "1", listunitprice: "4", usage: "0" },
    ]),
  );
  const priced = "pricingquantity, pricingunit, consumedquantity, consumedunit, skumeter";
  expect(await found(priced, "x_transactiontypecode = 'recon_increase'")).toEqual([
    {
      pricingquantity: null,
      pricingunit: null,
      consumedquantity: null,
      consumedunit: null,
      skumeter: null,
    },
  ]);
  expect(await found(priced, "servicename = 'Brand-new Product' and not x_voucherleg")).toEqual([
    {
      pricingquantity: "1",
      pricingunit: "Flop-Hours",
      consumedquantity: "1",
      consumedunit: "Flop-Hours",
      skumeter: "CVM S5-memory",
    },
  ]);
});

test("an unknown transaction type is an Adjustment, flagged, and keeps its price", async () => {
  expect(
    await found(
      "chargecategory, chargefrequency, pricingcategory, listunitprice",
      "'ChargeCategoryUnknown' = any (x_sourcechanges)",
    ),
  ).toEqual([
    {
      chargecategory: "Adjustment",
      chargefrequency: "One-Time",
      pricingcategory: null,
      listunitprice: "1",
    },
  ]);
});

test("what a line does not tell is filled in, and said", async () => {
  await using bare = await freshDatabase();
  await seedLines(bare.pool, {
    lines: [
      { currency: null, product_name: null, region: null, transaction_type: null },
      { ...PLAIN, payer_account_id: "7", component_price_measurement_unit: "USD/GB" },
      { ...PLAIN, payer_account_id: "7", total_cost: "2", component_usage_unit: "12 flops" },
    ],
  });
  const rows = await readText(
    bare.pool,
    `select billedcost, billingcurrency, billingaccountid, servicename, regionid, pricingunit,
       invoiceissuername, array_to_string(x_sourcechanges, ' ') as changes
     from focus.cost_and_usage order by x_billlineid`,
  );
  const known = {
    billingcurrency: "USD",
    billingaccountid: "7",
    servicename: "Cloud Virtual Machine",
    regionid: "Europe (Frankfurt)",
    invoiceissuername: "Tencent Cloud",
  };
  expect(rows).toEqual([
    {
      billedcost: "0",
      billingcurrency: "USD",
      billingaccountid: "main",
      servicename: "Other",
      regionid: null,
      pricingunit: null,
      invoiceissuername: "Tencent Cloud",
      changes:
        "BilledCostMissing BillingAccountIdAssumed BillingCurrencyAssumed ChargeCategoryUnknown ContractedCostFilled InvoiceIssuerNameAssumed ListCostFilled ServiceCategoryUnknown ServiceNameMissing",
    },
    {
      ...known,
      billedcost: "1",
      pricingunit: "GB",
      changes: "InvoiceIssuerNameAssumed RegionIdAssumed ServiceCategoryUnknown",
    },
    {
      ...known,
      billedcost: "2",
      pricingunit: "Unit-Seconds",
      changes:
        "ContractedUnitPriceDerived InvoiceIssuerNameAssumed ListUnitPriceDerived RegionIdAssumed ServiceCategoryUnknown TotalCostInconsistent UnitUnknown",
    },
  ]);
});

const PLAIN = {
  original_cost: "1",
  total_amount_after_discount: "1",
  total_cost: "1",
  component_list_price: "1",
  component_usage: "1",
  component_usage_unit: "GB",
  usage_duration: "3600",
  duration_unit: "Second",
};

function region(id: string | null, name: string | null, raw: string, assumed: string): TextRow {
  return { regionid: id, regionname: name, x_regionraw: raw, assumed };
}

function service(
  servicename: string,
  servicecategory: string,
  servicesubcategory: string,
): TextRow {
  return { servicename, servicecategory, servicesubcategory };
}
