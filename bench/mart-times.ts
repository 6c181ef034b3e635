import type { Pool } from "pg";

/** How long a view took to give one month in full: of one customer, and of all. */
export type MartTime = { readonly mart: string; readonly oneMs: number; readonly fleetMs: number };

const ROUNDS = 3;

/** Times every mart, and FOCUS, of which the fleet's month is added up; warm: each is read once before. */
export async function timeMarts(
  pool: Pool,
  { uin, month }: { readonly uin: string; readonly month: string },
): Promise<readonly MartTime[]> {
  const { rows } = await pool.query<{ mart: string; month: string | null; uin: string | null }>(`
    select 'billing_mart.' || c.relname as mart,
      max(a.attname) filter (where a.attname = 'bill_month') as month,
      max(a.attname) filter (where a.attname in ('customer_uin', 'payer_uin', 'uin')) as uin
    from pg_class c join pg_attribute a on a.attrelid = c.oid and a.attnum > 0
    where c.relnamespace = 'billing_mart'::regnamespace and c.relkind = 'v'
    group by c.relname order by c.relname`);
  const times: MartTime[] = [];
  for (const { mart, month: monthColumn, uin: uinColumn } of rows) {
    const ofMonth = monthColumn === null ? "true" : `${monthColumn} = '${month}-01'`;
    const ofOne = uinColumn === null ? ofMonth : `${ofMonth} and ${uinColumn} = '${uin}'`;
    times.push({
      mart,
      oneMs: await timeOf(pool, allOf(`${mart} where ${ofOne}`)),
      fleetMs: await timeOf(pool, allOf(`${mart} where ${ofMonth}`)),
    });
  }
  const focus = `focus.cost_and_usage where x_billmonth = '${month}-01'`;
  times.push({
    mart: "focus.cost_and_usage",
    oneMs: await timeOf(pool, allOf(`${focus} and subaccountid = '${uin}'`)),
    fleetMs: await timeOf(pool, `select servicename, sum(billedcost) from ${focus} group by 1`),
  });
  return times;
}

// Every column is made and none is sent: what is measured is the view, not the way to the client.
function allOf(from: string): string {
  return `select count(v) from (select * from ${from} offset 0) v`;
}

async function timeOf(pool: Pool, statement: string): Promise<number> {
  const times: number[] = [];
  for (let round = 0; round <= ROUNDS; round += 1) {
    const from = performance.now();
    await pool.query(statement);
    times.push(performance.now() - from);
  }
  return Math.min(...times.slice(1));
}
