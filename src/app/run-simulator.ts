import type { Clock } from "../domain/clock.ts";
import { BillhouseError } from "../domain/errors.ts";
import type { Logger } from "../domain/logger.ts";
import { demoTenant } from "../simulator/demo-tenant.ts";
import { FaultScriptError, readFaultScript } from "../simulator/faults/fault-script.ts";
import { generateTenant } from "../simulator/generate-tenant.ts";
import type { SimulatorCall } from "../simulator/simulator-call.ts";
import { type Simulator, startSimulator } from "../simulator/start-simulator.ts";
import type { Tenant } from "../simulator/tenant/tenant.ts";

/** What the simulated vendor knows; the demo's tenant where nothing is given. */
type TenantChoice = {
  readonly seed?: number | undefined;
  readonly customers?: number | undefined;
  readonly months?: number | undefined;
  /** Lines of each customer's month. */
  readonly lines?: number | undefined;
};

export type RunSimulatorOptions = {
  /** 0: any free one. */
  readonly port: number;
  readonly tenant: TenantChoice;
  /** The text of a fault script. */
  readonly faults?: string | undefined;
  readonly limits: "documented" | "none";
  readonly latencyMs: number;
  readonly clock: Clock;
  readonly logger: Logger;
  /** Ends the simulator. */
  readonly signal: AbortSignal;
  /** Told once it listens; gets `http://127.0.0.1:<port>`. */
  readonly onReady: (origin: string) => void;
};

/** The simulator cannot be started as asked. */
export class SimulatorError extends BillhouseError {
  override readonly recovery = "abort";
}

const POLL_MS = 200;
const DAY_MS = 86_400_000;
const UTC8_OFFSET_MS = 8 * 3_600_000;
const DEFAULTS = { seed: 1, customers: 6, months: 6, lines: 200 } as const;

/**
 * Serves the simulated API until the signal aborts, and logs every call at debug. Throws a
 * `SimulatorError` for a bad fault script, tenant or port.
 */
export async function runSimulator(options: RunSimulatorOptions): Promise<void> {
  const simulator = await open(options);
  try {
    options.onReady(simulator.origin);
    await follow(simulator, options);
  } finally {
    await simulator.close();
  }
}

/** Logs the simulator's calls, and gives it a new tenant each day, until the signal aborts. */
async function follow(simulator: Simulator, options: RunSimulatorOptions): Promise<void> {
  const { clock, signal, logger } = options;
  const log = createCallLog(simulator, logger);
  let day = dayOf(clock.now());
  while (!signal.aborted) {
    await clock.sleep(POLL_MS, signal).catch(() => undefined);
    log();
    if (dayOf(clock.now()) !== day) {
      // Yesterday's tenant would be a vendor whose bills stand still.
      day = dayOf(clock.now());
      simulator.setTenant(tenantOf(options.tenant, clock.now()));
    }
  }
}

async function open(options: RunSimulatorOptions): Promise<Simulator> {
  const { clock, port, limits, latencyMs } = options;
  try {
    return await startSimulator({
      port,
      limits,
      latencyMs,
      tenant: tenantOf(options.tenant, clock.now()),
      faults: options.faults === undefined ? [] : readFaultScript(options.faults),
      now: () => clock.now(),
    });
  } catch (error) {
    throw asSimulatorError(error, port);
  }
}

function asSimulatorError(error: unknown, port: number): unknown {
  if (error instanceof FaultScriptError || error instanceof RangeError) {
    return new SimulatorError(error.message, { cause: error });
  }
  const code = error instanceof Error && "code" in error ? String(error.code) : "";
  return code === "EADDRINUSE" || code === "EACCES"
    ? new SimulatorError(`port ${port} cannot be used (${code})`, {
        cause: error,
        hint: "another simulator may be running; --port 0 takes any free port",
      })
    : error;
}

function tenantOf(choice: TenantChoice, now: number): Tenant {
  if (Object.values(choice).every((value) => value === undefined)) {
    return demoTenant(now);
  }
  return generateTenant({
    seed: choice.seed ?? DEFAULTS.seed,
    customers: choice.customers ?? DEFAULTS.customers,
    months: choice.months ?? DEFAULTS.months,
    linesPerMonth: choice.lines ?? DEFAULTS.lines,
    now,
  });
}

/** Logs the calls that were answered since it was last called, and lets the simulator forget them. */
function createCallLog(simulator: Simulator, logger: Logger): () => void {
  let told = new Set<SimulatorCall>();
  return () => {
    const calls = simulator.calls();
    const ended = calls.filter((call) => call.outcome !== "pending");
    for (const call of ended.filter((candidate) => !told.has(candidate))) {
      const { service, action, secretId, params, outcome } = call;
      logger.debug("call", { lane: `${service}.${action}`, caller: secretId, params, outcome });
    }
    told = new Set(ended);
    // Otherwise a simulator that runs for days would remember every call it ever got.
    if (ended.length === calls.length) {
      simulator.resetCalls();
      told.clear();
    }
  };
}

/** The number of the UTC+8 day, by which the tenant changes. */
function dayOf(now: number): number {
  return Math.floor((now + UTC8_OFFSET_MS) / DAY_MS);
}
