import { subscribe, unsubscribe } from "node:diagnostics_channel";
import type { Server } from "node:http";
import { setTimeout as sleep } from "node:timers/promises";
import type { Simulator } from "../../../src/simulator/start-simulator.ts";
import type { PostgresProxy } from "../../support/postgres-proxy.ts";
import type { Program } from "../../support/program.ts";
import type { Moment } from "./round-plan.ts";

/** How much of each kind an undisturbed process would do. */
export type Expected = { readonly calls: number; readonly slices: number };

/** The wires of a round, and who is called when a call arrives at the vendor. */
export type Wires = {
  readonly simulator: Simulator;
  readonly proxy: PostgresProxy;
  /** Replaced for each process. */
  onCall: () => void;
};

const COMMIT = /^\s*commit/i;

/** Kills `program` at its moment. The returned function takes the wires off again. */
export function armKill(
  program: Program,
  moment: Moment,
  { wires, expected }: { readonly wires: Wires; readonly expected: Expected },
): () => void {
  const kill = (): void => void program.child.kill("SIGKILL");
  if (moment.at === "time") {
    // Node itself takes a third of a second to begin; what comes then is a few tens of ms a slice.
    const over = new AbortController();
    const ms = 300 + moment.share * (700 + expected.slices * 40);
    sleep(ms, undefined, { signal: over.signal }).then(kill, () => undefined);
    return () => over.abort();
  }
  const nth = 1 + Math.floor(moment.share * countOf(moment.at, expected));
  return moment.at === "call"
    ? armCall(kill, nth, { wires, side: moment.side })
    : armStatement(kill, nth, { wires, side: moment.side, only: ONLY[moment.at] });
}

const ONLY = { statement: /^/, commit: COMMIT } as const;

// As measured; where it is too much, the process ends by itself and counts as no kill.
function countOf(at: "call" | "statement" | "commit", { calls, slices }: Expected): number {
  return { call: calls, statement: 60 + slices * 28, commit: 9 + slices * 3.2 }[at];
}

function armCall(
  kill: () => void,
  nth: number,
  { wires, side }: { readonly wires: Wires; readonly side: "before" | "after" },
): () => void {
  let count = 0;
  const next = (): void => {
    count += 1;
    if (count === nth) {
      kill();
    }
  };
  if (side === "before") {
    wires.onCall = next;
    return () => {
      wires.onCall = () => undefined;
    };
  }
  const { port } = new URL(wires.simulator.origin);
  const onFinish = (message: unknown): void => {
    const address = (message as { readonly server: Server }).server.address();
    if (typeof address === "object" && String(address?.port) === port) {
      next();
    }
  };
  subscribe("http.server.response.finish", onFinish);
  return () => void unsubscribe("http.server.response.finish", onFinish);
}

function armStatement(
  kill: () => void,
  nth: number,
  {
    wires,
    side,
    only,
  }: { readonly wires: Wires; readonly side: "before" | "after"; readonly only: RegExp },
): () => void {
  let count = 0;
  wires.proxy.onStatement((sql) => {
    count += only.test(sql) ? 1 : 0;
    if (count !== nth || !only.test(sql)) {
      return undefined;
    }
    kill();
    return side === "before" ? "drop" : undefined;
  });
  return () => wires.proxy.onStatement(() => undefined);
}
