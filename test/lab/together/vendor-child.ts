// Forked by play-together.ts: arrivals are timed on an event loop that does nothing else.
import { setPriority } from "node:os";
import { monitorEventLoopDelay } from "node:perf_hooks";
import { generateTenant } from "../../../src/simulator/generate-tenant.ts";
import { startSimulator } from "../../../src/simulator/start-simulator.ts";
import type { FromVendor, VendorSetup } from "./vendor-setup.ts";

const LOOP_RESOLUTION_MS = 5;
const WARM_UP_TURNS = 10;
const WARM_UP_CALLS = 20;
const URGENT = -10;

const setup = JSON.parse(process.argv[2] ?? "{}") as VendorSetup;
const simulator = await startSimulator({
  tenant: generateTenant(setup),
  limits: "none",
  latencyMs: ({ action }) =>
    action === "DescribeCustomerUin" ? setup.listLatencyMs : setup.latencyMs,
  now: Date.now,
});
try {
  // Who counts must not wait for those who are counted. Not everybody may ask for it.
  setPriority(URGENT);
} catch {
  // Then heldUpMs tells how far the arrivals can be trusted.
}
await warmUp();
const loopDelay = monitorEventLoopDelay({ resolution: LOOP_RESOLUTION_MS });
loopDelay.enable();

process.on("message", () => {
  const calls = simulator.calls().map(({ atMs, action, params, outcome }) => ({
    atMs,
    action,
    month: textOf(params["Month"] ?? params["BillMonth"]),
    page: params["Page"] === undefined ? undefined : Number(params["Page"]),
    outcome,
  }));
  const heldUpMs = Math.max(0, loopDelay.max / 1e6 - LOOP_RESOLUTION_MS);
  tell({ kind: "calls", calls, heldUpMs });
});
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
  simulator.resetCalls();
}

function textOf(value: unknown): string {
  return typeof value === "string" ? value : "";
}

function tell(message: FromVendor): void {
  process.send?.(message);
}
