import { parentPort } from "node:worker_threads";
import { demoTenant } from "../simulator/demo-tenant.ts";
import { startSimulator } from "../simulator/start-simulator.ts";

const simulator = await startSimulator({ tenant: demoTenant(Date.now()), now: Date.now });
// oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread, not a window
parentPort?.postMessage(simulator.origin);
