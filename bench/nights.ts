import { addMonths, billMonthAt } from "../src/domain/bill-month.ts";
import { amountOf } from "../src/simulator/tenant/amount.ts";
import type { BillLine } from "../src/simulator/tenant/bill-line.ts";
import { changeLine } from "../src/simulator/tenant/edit-tenant.ts";
import type { Benchmark, BenchContext, Finding } from "./benchmark.ts";
import { count, percent, seconds } from "./figures.ts";
import { type NightCalls, openNightStage, type NightStage } from "./night-stage.ts";
import { openScratchDatabase } from "./scratch-database.ts";
import { textTable } from "./text-table.ts";

const PAGES_ON_AVERAGE = 60;
// From the 1st to the 4th two months are open, and the older one is not yet read again to be closed.
const UNCHANGED_NIGHTS = 2;
const CHANGED_SHARE = 0.02;

type Night = NightCalls & { readonly label: string };

/** What nights cost in calls: nothing changed, a few customers changed, and the weekly check apart. */
export const benchNights: Benchmark = async (context) => {
  const { options, print } = context;
  await using database = await openScratchDatabase(context.adminUrl, "nights");
  await using stage = await openNightStage({
    databaseUrl: database.url,
    customers: options.customers,
    pagesOnAverage: PAGES_ON_AVERAGE,
    signal: context.signal,
  });
  const nights = await measure(stage, context);
  const whole = nights[0]?.calls ?? 1;
  print(
    `${options.customers} customers, 2 open months, ${PAGES_ON_AVERAGE} detail pages on average; shares of the first night, which reads everything`,
  );
  print(
    textTable(
      ["night", "calls", "of them weekly check", "without it", "weekly check", "rows", "time"],
      nights.map(({ label, calls, weeklyCalls, rows, ms }) => [
        label,
        count(calls),
        count(weeklyCalls),
        percent((calls - weeklyCalls) / whole),
        percent(weeklyCalls / whole),
        count(rows),
        seconds(ms),
      ]),
    ),
  );
  return findingsOf(nights, whole);
};

async function measure(stage: NightStage, { options }: BenchContext): Promise<readonly Night[]> {
  const nights: Night[] = [{ label: "first", ...(await stage.night()) }];
  for (let nth = 1; nth <= UNCHANGED_NIGHTS; nth += 1) {
    nights.push({ label: `unchanged ${nth}`, ...(await stage.night()) });
  }
  const changed = Math.max(1, Math.round(options.customers * CHANGED_SHARE));
  const month = addMonths(billMonthAt(stage.now()), -1);
  for (let customer = 0; customer < changed; customer += 1) {
    stage.change((tenant) => {
      const uin = tenant.customers[customer * 3]?.uin ?? "";
      return changeLine(tenant, { uin, month }, 250, oneCentMore);
    });
  }
  nights.push({ label: `${changed} customers changed`, ...(await stage.night()) });
  return nights;
}

function oneCentMore(line: BillLine): BillLine {
  return { ...line, discounted: line.discounted + amountOf("0.01") };
}

function findingsOf(nights: readonly Night[], whole: number): readonly Finding[] {
  const unchanged = nights.filter(({ label }) => label.startsWith("unchanged"));
  const changed = nights.at(-1);
  const share = ({ calls, weeklyCalls }: NightCalls): number => (calls - weeklyCalls) / whole;
  const worst = Math.max(...unchanged.map(share));
  const withChanges = changed === undefined ? 1 : share(changed);
  const weekly = Math.max(...nights.slice(1).map(({ weeklyCalls }) => weeklyCalls / whole));
  return [
    {
      requirement: "nights: calls of a night on which nothing changed, without the weekly check",
      target: "at most 5 % of reading everything",
      measured: percent(worst),
      isMet: worst <= 0.05,
    },
    {
      requirement: "nights: the same with 2 % of the customers changed",
      target: "at most 10 %",
      measured: percent(withChanges),
      isMet: withChanges <= 0.1,
    },
    {
      requirement: "nights: the weekly check of one night",
      target: "under 1/7 plus 1 %",
      measured: percent(weekly),
      isMet: weekly < 1 / 7 + 0.01,
    },
    {
      requirement: "nights: rows that the changed night found",
      target: "",
      measured: count(changed?.rows ?? 0),
      isMet: undefined,
    },
  ];
}
