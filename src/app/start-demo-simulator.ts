import { once } from "node:events";
import { Worker } from "node:worker_threads";

export type DemoSimulator = AsyncDisposable & {
  /** `http://127.0.0.1:<port>`. */
  readonly origin: string;
};

/**
 * Starts the demo's vendor on a thread of its own: on ours, its work would delay the sends whose
 * spacing the rate limit is about, and its clock would see them late.
 */
export async function startDemoSimulator(): Promise<DemoSimulator> {
  const worker = new Worker(new URL("demo-simulator-worker.ts", import.meta.url), {
    // A vendor has no business with the credentials of whoever runs the demo.
    env: {},
  });
  const [origin]: unknown[] = await once(worker, "message");
  // What listens must not keep a process alive that is done.
  worker.unref();
  return {
    origin: String(origin),
    [Symbol.asyncDispose]: async () => {
      await worker.terminate();
    },
  };
}
