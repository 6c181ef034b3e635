import { expect, test } from "vitest";
import { freshDatabase } from "../support/fresh-database.ts";
import { readText } from "../support/read-table.ts";
import { customerColumn, relations } from "./grant-catalog.ts";

// billing_mart.customer has the partner's remark about each customer, line_source is plumbing.
const WITHOUT_TWIN = ["billing_mart.customer", "billing_mart.line_source"];

test("every view that says whose a row is has a twin for customers, with the same columns and comments", async () => {
  await using database = await freshDatabase();
  const shape = async (view: string): Promise<readonly unknown[]> =>
    await readText(
      database.pool,
      `select attname, format_type(atttypid, atttypmod) as type, col_description(attrelid, attnum) as says
       from pg_attribute where attrelid = to_regclass($1) and attnum > 0 order by attnum`,
      [view],
    );
  const marts = await relations(database.pool, ["billing_mart", "focus"], "vm");
  for (const mart of marts.filter((name) => !WITHOUT_TWIN.includes(name))) {
    const own = mart.replace(/^\w+/, "billing_own");
    const isOfCustomers = (await customerColumn(database.pool, mart)) !== undefined;
    expect({ own, columns: await shape(own) }).toEqual({
      own,
      columns: isOfCustomers ? await shape(mart) : [],
    });
  }
  const barriers = await readText(
    database.pool,
    `select relname from pg_class where relnamespace = 'billing_own'::regnamespace
       and relkind <> 'v' or relnamespace = 'billing_own'::regnamespace
       and not coalesce('security_barrier=true' = any(reloptions), false)`,
  );
  expect(barriers).toEqual([]);
});
