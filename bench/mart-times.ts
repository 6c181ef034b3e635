import type { Pool } from "pg";

/** How long a view took to give one month in full: of one customer, and of all. */
export type MartTime = { readonly mart: string; readonly oneMs: number; readonly fleetMs: number };

const ROUNDS = 3;

/** Times every mart, and the newest FOCUS view; warm: each is read once before. */
export async function timeMarts(
  pool: Pool,
  { uin, month }: { readonly uin: string; readonly month: string },
): Promise<readonly MartTime[]> {
  const { rows } = await pool.query<{ mart: string; month: string | null; uin: string | null }>(`
    select n.nspname || '.' || c.relname as mart,
      max(a.attname) filter (where a.attname in ('bill_month', 'x_billmonth')) as month,
      max(a.attname) filter (where a.attname in ('customer_uin', 'payer_uin', 'uin', 'subaccountid')) as uin
    from pg_class c join pg_namespace n on n.oid = c.relnamespace
      join pg_attribute a on a.attrelid = c.oid and a.attnum > 0
    where c.relkind = 'v' and (n.nspname = 'billing_mart'
      or n.nspname = 'focus' and c.relname = 'cost_and_usage')
    group by n.nspname, c.relname order by n.nspname, c.relname`);
  const times: MartTime[] = [];
  for (const { mart, month: monthColumn, uin: uinColumn } of rows) {
    const ofMonth = monthColumn === null ? "true" : `${monthColumn} = '${month}-01'`;
    const ofOne = uinColumn === null ? ofMonth : `${ofMonth} and ${uinColumn} = '${uin}'`;
    times.push({
      mart,
      oneMs: await timeOf(pool, mart, ofOne),
      fleetMs: await timeOf(pool, mart, ofMonth),
    });
  }
  return times;
}

// Every column is made and none is sent: what is measured is the mart, not the way to the client.
async function timeOf(pool: Pool, mart: string, where: string): Promise<number> {
  const statement = `select count(m) from (select * from ${mart} where ${where} offset 0) m`;
  const times: number[] = [];
  for (let round = 0; round <= ROUNDS; round += 1) {
    const from = performance.now();
    await pool.query(statement);
    times.push(performance.now() - from);
  }
  return Math.min(...times.slice(1));
}
