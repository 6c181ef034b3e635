import { childProcess } from "./child-process.ts";
import type { CallLog, FromSimulator, SimulatorSetup, ToSimulator } from "./simulator-setup.ts";

/** A simulator in a process of its own. */
export type SimulatorProcess = AsyncDisposable & {
  readonly origin: string;
  readonly calls: () => Promise<CallLog>;
  readonly resetCalls: () => void;
};

/** Starts it; resolves once it listens. */
export async function startSimulatorProcess(
  setup: SimulatorSetup,
  signal: AbortSignal,
): Promise<SimulatorProcess> {
  const child = childProcess<FromSimulator, ToSimulator>("simulator-child.ts", setup, signal);
  const { origin } = await child.next("ready");
  return {
    origin,
    calls: async () => {
      child.send("calls");
      return await child.next("calls");
    },
    resetCalls: () => child.send("reset"),
    [Symbol.asyncDispose]: async () => await child.end(),
  };
}
