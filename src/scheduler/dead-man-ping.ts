import type { Clock } from "../domain/clock.ts";
import type { Logger } from "../domain/logger.ts";
import type { RunResult } from "../domain/run.ts";
import { nameUuid } from "./name-uuid.ts";
import { type Ping, sendPing } from "./send-ping.ts";

const TIMEOUT_MS = 10_000;

export type PingerOptions = {
  /** The check's own URL, a secret; undefined: nobody is told anything. */
  readonly url: string | undefined;
  readonly fetch: typeof globalThis.fetch;
  readonly clock: Pick<Clock, "sleep">;
  readonly logger: Logger;
  /** Bounds one ping, its second try included; 10 s by default. */
  readonly timeoutMs?: number;
};

/**
 * Tells a dead-man service about the runs, so that somebody hears of the night in which nothing
 * ran. Pings go out one after the other, in the order they were asked for. No method throws or
 * rejects, and a ping that fails changes nothing but the log.
 */
export type Pinger = {
  readonly started: (runId: string) => Promise<void>;
  /** For a run that ended with exit code 0. */
  readonly succeeded: (result: RunResult) => Promise<void>;
  /** For any other end; without `result` where the run threw. */
  readonly failed: (exitCode: number, result?: RunResult) => Promise<void>;
};

/**
 * A pinger after the ways of healthchecks.io: POST to `<url>/start`, `<url>` and
 * `<url>/<exit code>`, with a `rid` that is the run's own (https://healthchecks.io/docs/http_api/).
 */
export function createPinger(options: PingerOptions): Pinger {
  const { url, logger } = options;
  let last = Promise.resolve();
  const tell = async (before: Promise<void>, ping: Ping): Promise<void> => {
    await before;
    if (url === undefined) {
      return;
    }
    const problem = await sendPing({ timeoutMs: TIMEOUT_MS, ...options, url }, ping);
    if (problem !== undefined) {
      logger.warn("could not tell the dead-man service", { ping: ping.name, problem });
    }
  };
  const send = (ping: Ping): Promise<void> => {
    last = tell(last, ping);
    return last;
  };
  // The service refuses anything but a UUID. The URL is part of it: two databases count their runs alike.
  const ridOf = (runId: string): string => nameUuid(`${url ?? ""}#run-${runId}`);
  return {
    started: (runId) =>
      send({
        name: "start",
        suffix: "/start",
        body: `run ${runId} started`,
        rid: ridOf(runId),
      }),
    succeeded: (result) =>
      send({ name: "success", suffix: "", body: describe(result), rid: ridOf(result.runId) }),
    failed: (exitCode, result) =>
      send({
        name: "failure",
        suffix: `/${exitCode}`,
        body: result === undefined ? `exit code ${exitCode}` : describe(result),
        ...(result === undefined ? {} : { rid: ridOf(result.runId) }),
      }),
  };
}

function describe({ runId, kind, status, exitCode, counts }: RunResult): string {
  return [
    `${kind} ${runId} ${status}, exit code ${exitCode}`,
    `slices: ${counts.slicesLoaded} loaded, ${counts.slicesFailed} failed, ${counts.slicesPlanned} planned`,
    `rows: ${counts.rowsAdded} added, ${counts.rowsChanged} changed, ${counts.rowsRemoved} removed`,
    `calls: ${counts.calls}, throttled: ${counts.throttles}`,
  ].join("\n");
}
