import { once } from "node:events";
import { type Server, createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { createCallHandler } from "./call-handler.ts";
import type { FaultScript } from "./faults/fault-script.ts";
import type { SimulatorCall } from "./simulator-call.ts";
import type { Tenant } from "./tenant/tenant.ts";
import type { RateLimits } from "./wire/rate-window.ts";

export type SimulatorOptions = {
  /** Any free port by default. */
  readonly port?: number;
  /** `127.0.0.1` by default. */
  readonly host?: string;
  readonly tenant: Tenant;
  readonly faults?: FaultScript;
  /** `documented` by default. */
  readonly limits?: RateLimits;
  /** How long a call waits before it is answered: a number, or by call. */
  readonly latencyMs?: number | ((call: SimulatorCall) => number);
  /** The vendor's clock, epoch ms. */
  readonly now: () => number;
};

/** A Tencent billing API over HTTP, up until it is closed. */
export type Simulator = AsyncDisposable & {
  /** `http://127.0.0.1:<port>`. */
  readonly origin: string;
  /** Every call since the start or the last reset, in the order of arrival. */
  readonly calls: () => readonly SimulatorCall[];
  readonly resetCalls: () => void;
  /** From the next call on, the vendor knows this. */
  readonly setTenant: (tenant: Tenant) => void;
  /** From the next call on, this goes wrong; counting starts anew. Throws FaultScriptError. */
  readonly setFaults: (faults: FaultScript) => void;
  /** Drops the open connections. May be called more than once. */
  readonly close: () => Promise<void>;
};

/** Starts the simulator; the promise is kept once it listens. Rejects where the port is taken or the fault script is bad. */
export async function startSimulator(options: SimulatorOptions): Promise<Simulator> {
  const handler = createCallHandler({
    tenant: options.tenant,
    faults: options.faults ?? [],
    limits: options.limits ?? "documented",
    latencyMs: options.latencyMs ?? 0,
    now: options.now,
  });
  const server = createServer((request, response) => void handler.handle(request, response));
  // Node's five seconds would close idle connections under a caller who is about to use them again.
  server.keepAliveTimeout = 120_000;
  const host = options.host ?? "127.0.0.1";
  server.listen(options.port ?? 0, host);
  await once(server, "listening");
  const close = (): Promise<void> => closeServer(server);
  return {
    origin: `http://${host}:${portOf(server.address())}`,
    calls: handler.calls,
    resetCalls: handler.resetCalls,
    setTenant: handler.setTenant,
    setFaults: handler.setFaults,
    close,
    [Symbol.asyncDispose]: close,
  };
}

async function closeServer(server: Server): Promise<void> {
  if (server.listening) {
    server.close();
    server.closeAllConnections();
    await once(server, "close");
  }
}

function portOf(address: AddressInfo | string | null): number {
  if (address === null || typeof address === "string") {
    throw new TypeError(`not listening on a port: ${String(address)}`);
  }
  return address.port;
}
