import { expect, test } from "vitest";
import { seedReferenceTable } from "../../src/warehouse/postgres/ddl/focus/reference-table.ts";
import { SERVICE, SERVICE_SEED_1 } from "../../src/warehouse/postgres/ddl/focus/service.ts";
import { loadFocusTenant } from "../support/focus-tenant.ts";
import { type FreshDatabase, freshDatabase } from "../support/fresh-database.ts";
import { readText, type TextRow } from "../support/read-table.ts";

const MAPPED = `
  select distinct chargecategory, servicecategory, servicesubcategory, regionid, resourcetype,
    pricingunit
  from focus.cost_and_usage where x_instanceid = 'disk-4jrmzpvk'`;

const AS_SEEDED: TextRow = {
  chargecategory: "Usage",
  servicecategory: "Storage",
  servicesubcategory: "Block Storage",
  regionid: "ap-shanghai",
  resourcetype: "Block Storage Volume",
  pricingunit: "GB-Seconds",
};

const AS_USERS_SAY: TextRow = {
  chargecategory: "Adjustment",
  servicecategory: "Other",
  servicesubcategory: "Other (Other)",
  regionid: "cn-east",
  resourcetype: "Disk",
  pricingunit: "Gig-Seconds",
};

/** By name where the seed has a row by code: precedence is the user's, not the key's. */
const USER_ROWS = [
  `insert into focus.charge_type (match_by, match_value, charge_category, charge_frequency, correction)
   values ('name', 'spot', 'Adjustment', 'One-Time', 'never')`,
  `insert into focus.service (match_by, match_value, service_category, service_subcategory)
   values ('name', '%storage%', 'Other', 'Other (Other)')`,
  "insert into focus.region (match_by, match_value, region_id) values ('name', '%china%', 'cn-east')",
  "insert into focus.resource_type (id_prefix, resource_type) values ('disk', 'Disk')",
  "insert into focus.unit (vendor_unit, singular, plural) values ('gb', 'Gig', 'Gigs')",
];

test("rows of users win over the seed's, and stay when the seed is renewed", async () => {
  await using database = await freshDatabase();
  await loadFocusTenant(database.url);
  expect(await readText(database.pool, MAPPED)).toEqual([AS_SEEDED]);

  for (const insert of USER_ROWS) {
    await database.pool.query(insert);
  }
  expect(await readText(database.pool, MAPPED)).toEqual([AS_USERS_SAY]);

  const nextEdition = { version: 2, rows: SERVICE_SEED_1.rows.slice(0, 5) };
  for (const _ of ["once", "again"]) {
    await database.db.transaction().execute(async (trx) => {
      await seedReferenceTable(trx, SERVICE, nextEdition);
    });
    expect(await editions(database)).toEqual([
      { source: "seed", seed_version: "2", rows: "5" },
      { source: "user", seed_version: null, rows: "1" },
    ]);
  }
  expect(await readText(database.pool, MAPPED)).toEqual([AS_USERS_SAY]);
});

test.each([
  [
    "a user's row cannot pass for the seed's",
    "insert into focus.unit (vendor_unit, singular, plural, source) values ('x', 'X', 'X', 'seed')",
  ],
  [
    "a Purchase cannot be Usage-Based",
    "insert into focus.charge_type (match_by, match_value, charge_category, charge_frequency, correction) values ('code', 'x', 'Purchase', 'Usage-Based', 'never')",
  ],
  [
    "a category is one of FOCUS's",
    "insert into focus.charge_type (match_by, match_value, charge_category, charge_frequency, correction) values ('code', 'x', 'Refund', 'One-Time', 'never')",
  ],
])("%s", async (_, insert) => {
  await using database = await freshDatabase();
  await expect(database.pool.query(insert)).rejects.toThrow(/check constraint/);
});

async function editions({ pool }: FreshDatabase): Promise<readonly TextRow[]> {
  return readText(
    pool,
    "select source, seed_version, count(*) as rows from focus.service group by 1, 2 order by 1",
  );
}
