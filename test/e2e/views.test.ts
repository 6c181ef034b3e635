import { expect, test } from "vitest";
import { freshDatabase } from "../support/fresh-database.ts";
import { runProgram } from "../support/program.ts";
import { readText } from "../support/read-table.ts";
import { allAccountsEnv, startVendor } from "./vendor.ts";

test("after two nights everything is there and fresh, balances, and every name in lines has a code", async () => {
  await using vendor = await startVendor();
  await using database = await freshDatabase();
  const env = allAccountsEnv(vendor, database.url);

  for (const night of [1, 2]) {
    expect({ night, ...(await runProgram(["sync"], env)) }).toMatchObject({ exitCode: 0 });
  }

  const { pool } = database;
  const states = "select distinct state from billing_mart.coverage";
  expect(await readText(pool, states)).toEqual([{ state: "fresh" }]);
  const expected = `select count(*) > 0 as some, bool_and(exists (
      select from billing_ops.slice s where s.account = e.account and s.stream = e.stream)) as all_there
    from billing_ops.account_stream e`;
  expect(await readText(pool, expected)).toEqual([{ some: "t", all_there: "t" }]);
  const imbalance = `select count(*) > 0 as some,
      bool_and(row_difference = 0 and amount_difference = 0) as balanced
    from billing_ops.journal_balance`;
  expect(await readText(pool, imbalance)).toEqual([{ some: "t", balanced: "t" }]);
  expect(await readText(pool, "select * from billing_mart.unknown_name")).toEqual([]);
  const coded = `select count(*) > 0 as some, bool_and(p.code is not null and r.code is not null) as coded
    from billing.bill_detail d
      left join billing_mart.code_of_name p on p.dimension = 'product' and p.name = d.product_name
      left join billing_mart.code_of_name r on r.dimension = 'region' and r.name = d.region`;
  expect(await readText(pool, coded)).toEqual([{ some: "t", coded: "t" }]);
});
