import { fork } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";

type Tagged = { readonly kind: string };

/** A forked script of this folder, and the messages that come from it. */
export type ChildProcess<From extends Tagged, To> = {
  readonly send: (message: To & (string | object)) => void;
  /** The next message, which must be of this kind. Rejects where the process ends before it. */
  readonly next: <Kind extends From["kind"]>(kind: Kind) => Promise<Extract<From, { kind: Kind }>>;
  /** Closes the channel, on which the script ends, and waits until it has. */
  readonly end: () => Promise<void>;
};

/** Forks `script` with `setup` as its only argument, in JSON. It is killed when `signal` aborts. */
export function childProcess<From extends Tagged, To>(
  script: string,
  setup: unknown,
  signal: AbortSignal,
): ChildProcess<From, To> {
  const child = fork(join(import.meta.dirname, script), [JSON.stringify(setup)], { signal });
  const exited = once(child, "exit");
  // Reported to whoever waits for a message; nobody may be waiting.
  exited.catch(() => undefined);
  child.on("error", () => undefined);
  return {
    send: (message) => void child.send(message),
    next: async (kind) => {
      const died = exited.then(([code]): never => {
        throw new Error(`${script} ended with exit code ${String(code)} before it said ${kind}`);
      });
      const [message] = (await Promise.race([once(child, "message"), died])) as [From];
      if (message.kind !== kind) {
        throw new Error(`${script} said ${message.kind} where ${kind} was expected`);
      }
      return message as Extract<From, { kind: typeof kind }>;
    },
    end: async () => {
      if (child.connected) {
        child.disconnect();
      }
      if (child.exitCode === null && child.signalCode === null) {
        await exited.catch(() => undefined);
      }
    },
  };
}
