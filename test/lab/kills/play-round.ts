import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { generateTenant } from "../../../src/simulator/generate-tenant.ts";
import { SIMULATED_CREDENTIALS } from "../../../src/simulator/simulated-credentials.ts";
import { startSimulator } from "../../../src/simulator/start-simulator.ts";
import { mulberry32 } from "../../../src/simulator/tenant/random.ts";
import type { Tenant } from "../../../src/simulator/tenant/tenant.ts";
import { addMonths, billMonthAt } from "../../../src/simulator/tenant/wall-clock.ts";
import { allAccountsEnv } from "../../e2e/vendor.ts";
import { freshDatabase } from "../../support/fresh-database.ts";
import { type HalfSliceWatch, watchHalfSlices } from "../../support/half-slice-watch.ts";
import { startPostgresProxy } from "../../support/postgres-proxy.ts";
import { type Environment, startProgram } from "../../support/program.ts";
import { type Act, findLies } from "../../support/truth.ts";
import { trueSlicesByKey } from "../../support/truth/history.ts";
import type { TruthScope } from "../../support/truth/true-slices.ts";
import { STREAM_CALLS } from "../../support/truth/true-streams.ts";
import { changeBills, changeBillsVisibly } from "./change-bills.ts";
import { armKill, type Expected, type Wires } from "./kill-switch.ts";
import { NOWHERE, type Scene, sceneOf } from "./read-scene.ts";
import { type Command, MONTHS, type PlannedAct, type RoundPlan } from "./round-plan.ts";

/** What became of a round. */
export type RoundReport = {
  readonly plan: RoundPlan;
  /** One for each process that was killed; processes that ended before their moment are not among them. */
  readonly kills: readonly { readonly at: string; readonly scene: Scene }[];
  readonly looks: number;
  /** Everything that should not be; empty where all is well. */
  readonly violations: readonly string[];
};

type Stage = {
  readonly plan: RoundPlan;
  /** Newest first. */
  readonly months: readonly string[];
  readonly wires: Wires;
  readonly database: Awaited<ReturnType<typeof freshDatabase>>;
  readonly watch: HalfSliceWatch;
  readonly scope: TruthScope;
  readonly env: Environment;
};

const MONTHS_OF: Readonly<Record<Command, (months: readonly string[]) => readonly string[]>> = {
  sync: (months) => months.slice(0, 2),
  backfill: (months) => months.slice(2, 3),
};

/** Plays one round to its end and compares what is there with the truth. */
export async function playRound(plan: RoundPlan): Promise<RoundReport> {
  const now = Date.now();
  const months = Array.from({ length: MONTHS }, (_, back) => addMonths(billMonthAt(now), -back));
  const tenant = tenantOf(plan, months, now);
  const wires: { onCall: () => void } = { onCall: () => undefined };
  await using simulator = await startSimulator({
    tenant,
    limits: "none",
    latencyMs: () => {
      wires.onCall();
      return 0;
    },
    now: Date.now,
  });
  await using database = await freshDatabase(plan.startsEmpty ? "empty" : "migrated");
  await using proxy = await startPostgresProxy(database.url);
  const scope = scopeOf(plan, months, now);
  await using watch = await watchHalfSlices(database.url, scope);
  const stage: Stage = {
    plan,
    months,
    wires: Object.assign(wires, { simulator, proxy }),
    database,
    watch,
    scope,
    env: {
      ...allAccountsEnv(simulator, proxy.url),
      BILLING_RATE_LIMITS: "*=1000",
      BILLING_STREAMS: plan.streams.join(","),
      // Half of what a process costs is reading the sources; they are the same every time.
      NODE_COMPILE_CACHE: join(tmpdir(), "billhouse-lab-compile-cache"),
    },
  };
  const { acts, kills, problems } = await playActs(stage, tenant);
  await watch.stop();
  const lies = await findLies(database.pool, { scope, acts });
  return {
    plan,
    kills,
    looks: watch.looks(),
    violations: [
      ...problems,
      ...watch.violations().map((seen) => `half a slice: ${seen}`),
      ...lies,
    ],
  };
}

function tenantOf({ seed, customers, lines }: RoundPlan, months: readonly string[], now: number) {
  return generateTenant({
    seed,
    now,
    customers,
    months: MONTHS,
    linesPerMonth: (customer, month) => lines[customer]?.[months.indexOf(month)] ?? 0,
  });
}

function scopeOf(plan: RoundPlan, months: readonly string[], now: number): TruthScope {
  const commands = [...new Set(plan.acts.map(({ command }) => command))];
  return {
    accounts: [
      { name: "reseller", credential: SIMULATED_CREDENTIALS.partner, tagKeys: [] },
      { name: "tenant", credential: SIMULATED_CREDENTIALS.customer, tagKeys: ["team"] },
      { name: "direct", credential: SIMULATED_CREDENTIALS.payer, tagKeys: [] },
    ],
    streams: plan.streams.filter((stream) => stream in STREAM_CALLS),
    months: commands.flatMap((command) => MONTHS_OF[command](months)),
    now,
  };
}

async function playActs(stage: Stage, first: Tenant) {
  const { plan, wires, watch, scope } = stage;
  const random = mulberry32(plan.seed + 1);
  const acts: Act[] = [];
  const kills: RoundReport["kills"][number][] = [];
  const problems: string[] = [];
  let tenant = first;
  let scene = NOWHERE;
  await watch.expect(tenant);
  for (const planned of plan.acts) {
    if (planned.edits) {
      const change = planned.mayMismatch ? changeBillsVisibly : changeBills;
      tenant = change(tenant, scope.months, random);
      await watch.expect(tenant);
      wires.simulator.setTenant(tenant);
    }
    wires.simulator.resetCalls();
    const expected = await expectedOf(stage, { planned, tenant, scene });
    const { exitCode, stderr } = await playAct(stage, planned, expected);
    scene = await sceneOf(stage.database.pool, scene.lastRunId);
    if (exitCode === undefined) {
      kills.push({ at: describeMoment(planned), scene });
    } else if (exitCode !== 0 && !(exitCode === 4 && planned.mayMismatch)) {
      problems.push(`${planned.command} ended with ${exitCode}:\n${stderr.slice(-4000)}`);
    }
    const calls = exitCode === undefined ? {} : { calls: wires.simulator.calls().length };
    acts.push({ tenant, exitCode, lastRunId: scene.lastRunId, ...calls });
  }
  return { acts, kills, problems };
}

async function playAct(
  { wires, env, months }: Stage,
  { command, moment }: PlannedAct,
  expected: Expected,
): Promise<{ readonly exitCode: number | undefined; readonly stderr: string }> {
  const [month = ""] = MONTHS_OF.backfill(months);
  const args = command === "sync" ? ["sync"] : ["backfill", "--from", month, "--to", month];
  const program = startProgram(args, env);
  const disarm = moment === undefined ? undefined : armKill(program, moment, { wires, expected });
  const { exitCode, stderr } = await program.ended;
  disarm?.();
  if (exitCode === null) {
    // What was on its way to the server when the process died arrives there; the dead hear nothing more.
    await sleep(25);
    wires.proxy.dropAll();
  }
  return { exitCode: exitCode ?? undefined, stderr };
}

/** How much is left to do: a run that goes on with another finds some of its slices loaded. */
async function expectedOf(
  { scope, months }: Stage,
  {
    planned,
    tenant,
    scene,
  }: { readonly planned: PlannedAct; readonly tenant: Tenant; readonly scene: Scene },
): Promise<Expected> {
  const days = MONTHS_OF[planned.command](months).map((month) => `${month}-01`);
  const all = [...(await trueSlicesByKey(tenant, scope)).values()];
  const slices = all.filter(({ month }) => days.includes(month));
  const share = Math.max(0, 1 - scene.loadedSinceCutOff / (slices.length + 1));
  const calls = slices.reduce(
    (sum, { stream, tables }) =>
      sum + (STREAM_CALLS[stream]?.isPaged === true ? pagesOf(tables[0]?.rows.length ?? 0) : 1),
    1,
  );
  return { calls: Math.ceil(calls * share), slices: Math.ceil(slices.length * share) };
}

function pagesOf(rows: number): number {
  return Math.floor(rows / 200) + 1;
}

function describeMoment({ command, moment }: PlannedAct): string {
  return moment === undefined || moment.at === "time"
    ? `${command}: at a time`
    : `${command}: ${moment.side} a ${moment.at}`;
}
