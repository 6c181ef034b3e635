// Forked by simulator-process.ts: arrivals are timed on an event loop that does nothing else.
import { monitorEventLoopDelay } from "node:perf_hooks";
import { billMonthAt } from "../src/domain/bill-month.ts";
import { generateTenant } from "../src/simulator/generate-tenant.ts";
import { startSimulator } from "../src/simulator/start-simulator.ts";
import type { FromSimulator, SimulatorSetup, ToSimulator } from "./simulator-setup.ts";

const SEED = 7;
const LOOP_RESOLUTION_MS = 5;
const WARM_UP_TURNS = 10;
const WARM_UP_CALLS = 20;

const setup = JSON.parse(process.argv[2] ?? "{}") as SimulatorSetup;
const running = billMonthAt(Date.now());
const tenant = generateTenant({
  seed: SEED,
  now: Date.now(),
  customers: setup.customers,
  months: 2,
  linesPerMonth: (customer, month) =>
    month === running && !setup.withRunningMonth
      ? 0
      : (setup.lines[customer % setup.lines.length] ?? 0),
});
const simulator = await startSimulator({
  tenant: { ...tenant, credentials: [...tenant.credentials, ...(setup.credentials ?? [])] },
  limits: setup.limits,
  latencyMs: setup.latencyMs,
  now: Date.now,
});
const loopDelay = monitorEventLoopDelay({ resolution: LOOP_RESOLUTION_MS });
loopDelay.enable();

process.on("message", (message: ToSimulator) => {
  if (message === "reset") {
    reset();
    return;
  }
  const calls = simulator.calls().map(({ atMs, secretId, service, action, outcome }) => ({
    atMs,
    secretId,
    lane: `${service}.${action}`,
    outcome,
  }));
  const heldUpMs = Math.max(0, loopDelay.max / 1e6 - LOOP_RESOLUTION_MS);
  tell({ kind: "calls", calls, heldUpMs });
});
await warmUp();
// Also when the parent was killed: nothing else would end this process.
process.on("disconnect", () => process.exit(0));
tell({ kind: "ready", origin: simulator.origin });

// A process handles its first calls late while it compiles, and would time their arrival so: a caller
// who kept the limit would seem to have broken it.
async function warmUp(): Promise<void> {
  const headers = {
    "content-type": "application/json",
    "x-tc-action": "DescribeBillSummaryByRegion",
    "x-tc-version": "2022-09-28",
    "x-tc-timestamp": "1",
  };
  for (let turn = 0; turn < WARM_UP_TURNS; turn += 1) {
    const calls = Array.from({ length: WARM_UP_CALLS }, async () => {
      const answer = await fetch(simulator.origin, { method: "POST", headers, body: "{}" });
      await answer.text();
    });
    await Promise.all(calls);
  }
  reset();
}

function reset(): void {
  simulator.resetCalls();
  loopDelay.reset();
}

function tell(message: FromSimulator): void {
  process.send?.(message);
}
