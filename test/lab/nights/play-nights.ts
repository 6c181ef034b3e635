import { DEMO_ACCOUNTS } from "../../../src/app/demo-accounts.ts";
import { type Billhouse, openBillhouse } from "../../../src/app/open-billhouse.ts";
import { runOnce } from "../../../src/app/run-once.ts";
import type { FaultScript } from "../../../src/simulator/faults/fault-script.ts";
import type { SimulatorCall } from "../../../src/simulator/simulator-call.ts";
import { type Simulator, startSimulator } from "../../../src/simulator/start-simulator.ts";
import { addMonths } from "../../../src/simulator/tenant/wall-clock.ts";
import { readChecks } from "../../../src/source/tencent/read-checks.ts";
import { readStreams } from "../../../src/source/tencent/read-streams.ts";
import { type FreshDatabase, freshDatabase } from "../../support/fresh-database.ts";
import { memoryLogger } from "../../unit/scheduler/memory-logger.ts";
import { BillModel, dayAfter } from "./bill-model.ts";
import { readImbalances, readRestated, readStates, readThawed } from "./inspect-night.ts";
import { NightClock } from "./night-clock.ts";
import { type Adjustment, nightlyTenant } from "./nightly-tenant.ts";
import { STORIES, type Story } from "./stories.ts";

export type GamePlan = {
  /** The first bill month; its nights begin when it is over. */
  readonly firstMonth: string;
  /** For how many months nights are played. */
  readonly months: number;
  readonly customers: number;
  /** Which days of a month have a night; the others are left out. */
  readonly hasNight: (day: number) => boolean;
};

export type GameReport = {
  readonly nights: number;
  readonly closings: number;
  readonly restatements: number;
  readonly calls: number;
  /** What was not as it must be, night by night. */
  readonly violations: readonly string[];
};

const HOUR_MS = 3_600_000;
const WEEK_MS = 7 * 24 * HOUR_MS;
/** The night's sync is at 09:30 in Shanghai; the vendor changes bills and people reopen months before. */
const NIGHT_MS = 9.5 * HOUR_MS;
const MORNING_MS = 6 * HOUR_MS;

type Bill = {
  readonly account: string;
  readonly uin: string;
  readonly month: string;
  readonly story: Story;
  readonly model: BillModel;
};

/**
 * Plays months of nights in this process, against the simulator and a real database: bills grow, are
 * adjusted late, refused and restated. After every night the state of every bill's month, the exit
 * code, the journal's sums and the standing restatements are held against what they must be.
 */
export async function playNights(plan: GamePlan): Promise<GameReport> {
  await using database = await freshDatabase();
  const clock = new NightClock();
  clock.set(dayAfter(plan.firstMonth, 1));
  await using simulator = await startSimulator({
    tenant: nightlyTenant(clock.now(), { customers: plan.customers, adjustments: [] }),
    limits: "none",
    now: () => clock.now(),
  });
  await using house = openBillhouse({
    databaseUrl: database.url,
    accounts: DEMO_ACCOUNTS,
    streams: await readStreams(),
    openMonths: 2,
    checkRules: { checks: await readChecks(), tolerances: new Map() },
    rateLimits: new Map([["*", 1000]]),
    tencentOrigin: simulator.origin,
    clock,
    random: () => 0,
    fetch,
    logger: memoryLogger().logger,
  });
  const game = new Game(plan, { database, clock, simulator, house });
  for (let month = 0; month < plan.months; month += 1) {
    await game.playMonth(addMonths(plan.firstMonth, month));
  }
  return game.report();
}

type Table = {
  readonly database: FreshDatabase;
  readonly clock: NightClock;
  readonly simulator: Simulator;
  readonly house: Billhouse;
};

class Game {
  readonly #plan: GamePlan;
  readonly #table: Table;
  readonly #bills: Bill[] = [];
  readonly #adjustments: Adjustment[] = [];
  readonly #violations: string[] = [];
  /** The restatements that stood after the last night. */
  #restated: readonly string[] = [];
  #restatements = 0;
  #nights = 0;
  #calls = 0;

  constructor(plan: GamePlan, table: Table) {
    this.#plan = plan;
    this.#table = table;
  }

  /** Every night of the month after `month`. */
  async playMonth(month: string): Promise<void> {
    this.#addBills(month);
    const end = dayAfter(addMonths(month, 1), 1);
    for (let day = 1; dayAfter(month, day) < end; day += 1) {
      await this.#morning(dayAfter(month, day) + MORNING_MS);
      if (this.#plan.hasNight(day)) {
        await this.#night(dayAfter(month, day) + NIGHT_MS);
      }
    }
  }

  report(): GameReport {
    return {
      nights: this.#nights,
      closings: this.#bills.filter(({ model }) => model.state === "closed").length,
      restatements: this.#restatements,
      calls: this.#calls,
      violations: this.#violations,
    };
  }

  #addBills(month: string): void {
    const uins = Array.from({ length: this.#plan.customers }, (_, ordinal) =>
      String(200_000_000_001 + ordinal),
    );
    const nth = this.#bills.length;
    const storyOf = (ordinal: number): Story =>
      STORIES[(nth + ordinal) % STORIES.length] ?? { name: "nothing" };
    const add = (account: string, uin: string, story: Story): void => {
      this.#bills.push({ account, uin, month, story, model: new BillModel(month) });
    };
    uins.forEach((uin, ordinal) => add("demo-partner", uin, storyOf(ordinal)));
    // The same bill, as the customer itself sees it: adjusted with the other, and never refused.
    add("demo-customer", "200000000002", { ...storyOf(1), refused: [] });
    add("demo-direct", "300000000001", { name: "nothing" });
  }

  /** The vendor adjusts bills; people open what was found restated in the night, or as they please. */
  async #morning(now: number): Promise<void> {
    const changed = this.#happening(now, ({ changes }) => changes);
    for (const { account, uin, month, model } of changed) {
      model.change(now);
      if (account === "demo-partner") {
        this.#adjustments.push({ uin, month });
      }
    }
    const bills = this.#bills.filter((bill) => this.#restated.includes(nameOf(bill)));
    await this.#open([...bills, ...this.#happening(now, ({ opened }) => opened)], now);
  }

  async #open(bills: readonly Bill[], now: number): Promise<void> {
    const closed = bills.filter(({ model }) => model.state === "closed");
    const keys = closed.map((bill) => ({ ...bill, billMonth: `${bill.month}-01` }));
    const { months } = this.#table.house.warehouse;
    const opened = await months.reopen(keys, { by: "the lab", reason: "a lab's reasons", now });
    if (opened.length !== closed.length) {
      this.#violations.push(`${opened.length} of ${closed.length} bills were opened again`);
    }
    closed.forEach(({ model }) => model.reopen());
  }

  async #night(now: number): Promise<void> {
    const { clock, simulator, house } = this.#table;
    clock.set(now);
    simulator.setTenant(
      nightlyTenant(now, { customers: this.#plan.customers, adjustments: this.#adjustments }),
    );
    const refused = this.#happening(now, (story) => story.refused);
    simulator.setFaults(refused.map(refusalOf));
    const isRefused = refused.some(({ model }) => model.state !== "closed");
    const closedBefore = this.#bills.filter(({ model }) => model.state === "closed");
    simulator.resetCalls();
    const report = await runOnce(house, {
      request: { kind: "sync" },
      followers: [],
      signal: new AbortController().signal,
    });
    this.#nights += 1;
    this.#calls += simulator.calls().length;
    this.#violations.push(...readClosed(closedBefore, simulator.calls()));
    for (const bill of this.#bills) {
      bill.model.night(now, !refused.includes(bill));
    }
    await this.#judge(now, report?.result.exitCode, isRefused);
  }

  #happening(
    now: number,
    daysOf: (story: Story) => readonly number[] | undefined,
  ): readonly Bill[] {
    return this.#bills.filter(({ month, story }) =>
      (daysOf(story) ?? []).some((day) => {
        const start = dayAfter(month, day);
        return now >= start && now < start + 24 * HOUR_MS;
      }),
    );
  }

  async #judge(now: number, exitCode: number | undefined, isRefused: boolean): Promise<void> {
    const { pool } = this.#table.database;
    const night = new Date(now).toISOString().slice(0, 10);
    const say = (text: string): void => void this.#violations.push(`${night}: ${text}`);
    const stored = new Map((await readStates(pool)).map((row) => [nameOf(row), row.state]));
    for (const bill of this.#bills) {
      const is = stored.get(nameOf(bill)) ?? "open";
      if (is !== bill.model.state) {
        say(`${nameOf(bill)} (${bill.story.name}) is ${is}, must be ${bill.model.state}`);
      }
    }
    (await readImbalances(pool)).forEach((slice) => say(`journal: ${slice}`));
    (await readThawed(pool)).forEach((bill) => say(`not as it was frozen: ${bill}`));
    this.#restated = await readRestated(pool);
    this.#judgeRestatements(now, say);
    const must = isRefused ? 3 : this.#restated.length > 0 ? 4 : 0;
    if (exitCode !== must) {
      say(`exit code ${exitCode}, must be ${must}`);
    }
  }

  // Found within a week, and nothing is found that is not there.
  #judgeRestatements(now: number, say: (text: string) => void): void {
    for (const bill of this.#bills) {
      const isFound = this.#restated.includes(nameOf(bill));
      const { restatedAt } = bill.model;
      if (isFound && restatedAt === undefined) {
        say(`${nameOf(bill)} is called restated, and is not`);
      }
      if (!isFound && restatedAt !== undefined && now - restatedAt > WEEK_MS) {
        say(`${nameOf(bill)} was restated a week ago, and nobody knows`);
      }
      this.#restatements += isFound ? 1 : 0;
    }
  }
}

/** Closed bills whose lines were asked for all the same. */
function readClosed(closed: readonly Bill[], calls: readonly SimulatorCall[]): readonly string[] {
  const asked = new Set(
    calls
      .filter(({ action }) => action === "DescribeCustomerBillDetail")
      .map(
        ({ params }) => `demo-partner ${String(params["CustomerUin"])} ${String(params["Month"])}`,
      ),
  );
  return closed
    .map(nameOf)
    .filter((bill) => asked.has(bill))
    .map((bill) => `${bill} was closed, and was read`);
}

function nameOf({ account, uin, month }: Pick<Bill, "account" | "uin" | "month">): string {
  return `${account} ${uin} ${month}`;
}

function refusalOf({ uin, month }: Bill): FaultScript[number] {
  return {
    match: {
      action: "DescribeCustomerBillDetail",
      params: { CustomerUin: Number(uin), Month: month },
    },
    fault: { error: "UnauthorizedOperation.UinNoAuth" },
  };
}
