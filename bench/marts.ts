import type { Pool } from "pg";
import { billMonthAt } from "../src/domain/bill-month.ts";
import type { Benchmark, Finding } from "./benchmark.ts";
import { count, ratio, seconds } from "./figures.ts";
import { fillFleet, type Fleet, fleetOf, fleetUin } from "./fleet-lines.ts";
import { type MartTime, timeMarts } from "./mart-times.ts";
import { openScratchDatabase } from "./scratch-database.ts";
import { openSliceLoader, type SliceLoader } from "./slice-loader.ts";
import { textTable } from "./text-table.ts";

const FEW_LINES = 1_000_000;
const LOADED_LINES = 100_000;
const LOAD_ROUNDS = 3;
const ONE_CUSTOMER_MAX_MS = 200;
const FLEET_MAX_MS = 2_000;
const SLOWER_MAX = 0.15;

/** What the marts take on a large warehouse, and what its size costs the loads. */
export const benchMarts: Benchmark = async ({ adminUrl, options, print, signal }) => {
  await using database = await openScratchDatabase(adminUrl, "marts");
  await using loader = await openSliceLoader(database.url, signal);
  const month = billMonthAt(Date.now());
  const fleet = fleetOf(options.martLines, month);
  const few = Math.min(fleet.customers, fleetOf(FEW_LINES, month).customers);
  // The first load also notes the streams, which the rows of the fleet need.
  await loader.load({ uin: "299999999999", month, rows: 200, version: "first" });
  await fillFleet(loader.pool, fleet, { from: 1, to: few });
  const before = await rateOf(loader, { month, uinFrom: 300_000_000_000 });
  const from = performance.now();
  await fillFleet(loader.pool, fleet, { from: few + 1, to: fleet.customers });
  print(
    `${count(linesOf(fleet, fleet.customers))} lines of ${fleet.customers} customers in ${fleet.months.length} months; the last of them made in ${seconds(performance.now() - from)}; ${await sizes(loader.pool)}`,
  );
  const after = await rateOf(loader, { month, uinFrom: 310_000_000_000 });
  const times = await timeMarts(loader.pool, {
    uin: fleetUin(1),
    month: fleet.months.at(-2) ?? month,
  });
  print(
    textTable(
      ["mart", "one customer", "fleet"],
      times.map((time) => [time.mart, ms(time.oneMs), ms(time.fleetMs)]),
    ),
  );
  return [
    ...findingsOf(times),
    {
      requirement: `loading with ${count(linesOf(fleet, fleet.customers))} lines there, against ${count(linesOf(fleet, few))}`,
      target: `≥ ${ratio(1 - SLOWER_MAX)}`,
      measured: `${ratio(after / before)} (${count(before)} and ${count(after)} lines/s)`,
      isMet: after / before >= 1 - SLOWER_MAX,
    },
  ];
};

function findingsOf(times: readonly MartTime[]): readonly Finding[] {
  // FOCUS has a row for each line and more: it is told, and promises nothing.
  const marts = times.filter(({ mart }) => mart.startsWith("billing_mart."));
  const slowest = (key: "oneMs" | "fleetMs"): MartTime | undefined =>
    marts.toSorted((left, right) => right[key] - left[key])[0];
  const [one, fleet] = [slowest("oneMs"), slowest("fleetMs")];
  return [
    {
      requirement: "every mart, one customer's month, warm",
      target: `< ${ONE_CUSTOMER_MAX_MS} ms`,
      measured: `slowest ${one?.mart}: ${ms(one?.oneMs ?? 0)}`,
      isMet: (one?.oneMs ?? 0) < ONE_CUSTOMER_MAX_MS,
    },
    {
      requirement: "every mart, the fleet's month, warm",
      target: `< ${FLEET_MAX_MS} ms`,
      measured: `slowest ${fleet?.mart}: ${ms(fleet?.fleetMs ?? 0)}`,
      isMet: (fleet?.fleetMs ?? 0) < FLEET_MAX_MS,
    },
  ];
}

const ms = (time: number): string => `${count(time)} ms`;

function linesOf({ months, linesPerBill }: Fleet, customers: number): number {
  return customers * months.length * linesPerBill;
}

/** Lines a second, the middle one of some bills that are new. */
async function rateOf(
  loader: SliceLoader,
  { month, uinFrom }: { readonly month: string; readonly uinFrom: number },
): Promise<number> {
  const rates: number[] = [];
  for (let round = 0; round < LOAD_ROUNDS; round += 1) {
    const uin = String(uinFrom + round);
    const cost = await loader.load({ uin, month, rows: LOADED_LINES, version: "first" });
    rates.push(LOADED_LINES / (cost.ms / 1000));
  }
  return rates.toSorted((left, right) => left - right)[Math.floor(LOAD_ROUNDS / 2)] ?? 0;
}

async function sizes(pool: Pool): Promise<string> {
  const { rows } = await pool.query<{ text: string }>(`
    select string_agg(format('%s %s', name, size), ', ') as text from (
      select 'lines' as name, pg_size_pretty(sum(pg_total_relation_size(inhrelid))) as size
      from pg_inherits where inhparent = 'billing.bill_detail'::regclass
      union all
      select relname, pg_size_pretty(pg_total_relation_size(oid)) from pg_class
      where relnamespace = 'billing_ops'::regnamespace and relname like 'cost_by_%' and relkind = 'r') sized`);
  return rows[0]?.text ?? "";
}
