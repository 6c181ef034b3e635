import { expect, test } from "vitest";
import { AbortError } from "../../../src/domain/abort-error.ts";
import type { RunBook } from "../../../src/domain/warehouse.ts";
import { keepAlive } from "../../../src/pipeline/keep-alive.ts";
import { FakeClock } from "../scheduler/fake-clock.ts";
import { RUN } from "./memory-slices.ts";

/** A run book of which only the heart is needed; `failsAt` is the beat that fails. */
function beating(failsAt?: number) {
  const clock = new FakeClock("2026-11-21T00:00:00Z");
  const abort = new AbortController();
  const lost = new AbortError("fenced", "the lease was lost");
  const beats: number[] = [];
  const runs: Pick<RunBook, "heartbeat"> = {
    heartbeat: () => {
      beats.push(clock.monotonic());
      return beats.length === failsAt ? Promise.reject(lost) : Promise.resolve();
    },
  };
  const lease = keepAlive(runs as RunBook, RUN, clock, abort);
  return { clock, abort, lost, beats, lease };
}

test("a run's lease is prolonged every five seconds until it is disposed", async () => {
  const { clock, beats, lease } = beating();
  await clock.pass(20_000);
  expect(beats).toEqual([5_000, 10_000, 15_000, 20_000]);
  await lease[Symbol.asyncDispose]();
  await clock.pass(60_000);
  expect(beats).toHaveLength(4);
});

test("a lease that was lost ends the run with its reason, and is not asked for again", async () => {
  const { clock, abort, lost, beats, lease } = beating(2);
  await clock.pass(120_000);
  expect(abort.signal.reason).toBe(lost);
  expect(beats).toHaveLength(2);
  await lease[Symbol.asyncDispose]();
});

test("a run that is ending for another reason is not kept alive", async () => {
  const { clock, abort, beats, lease } = beating();
  abort.abort(new AbortError("interrupted", "SIGTERM"));
  await clock.pass(60_000);
  expect(beats).toEqual([]);
  await lease[Symbol.asyncDispose]();
});
