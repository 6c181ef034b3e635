import { describe, expect, test } from "vitest";
import { createRunProgress, type RunProgress } from "../../../src/app/run-progress.ts";
import type { Stream } from "../../../src/domain/stream.ts";
import { endOf, laneOf, loadOf, planOf, sliceOf, streamNamed } from "./run-sample.ts";

const SUMMARY = streamNamed("summary", 1);
const DETAIL = streamNamed("detail", 5);

/** A run on a clock and a meter that stand still until the test moves them. */
function progressAt(): RunProgress & { seconds: number; calls: number; throttles: number } {
  const world = { seconds: 0, calls: 100, throttles: 7 };
  const progress = createRunProgress({
    clock: { monotonic: () => world.seconds * 1000 },
    source: {
      laneOf: (_account, stream: Stream) => laneOf(stream),
      meter: () => ({ calls: world.calls, throttles: world.throttles }),
    },
  });
  return Object.assign(world, progress);
}

function loadSlices(progress: RunProgress, stream: Stream, slices: number, pagesEach = 1): void {
  for (let number = 0; number < slices; number += 1) {
    const slice = sliceOf(stream, String(number));
    for (let page = 0; page < pagesEach; page += 1) {
      progress.pageRead(slice);
    }
    progress.sliceEnded(endOf(slice));
  }
}

describe("a run's progress", () => {
  test("counts what this run did, not what its source did before", () => {
    const run = progressAt();
    run.planned(planOf(10), [loadOf(SUMMARY, 10)]);
    run.calls += 3;
    run.throttles += 1;

    expect(run.snapshot()).toMatchObject({ callsDone: 3, throttles: 1, slicesTotal: 10 });
  });

  test("knows no time that is left before anything is planned", () => {
    expect(progressAt().snapshot()).toMatchObject({ stage: "beginning", etaSeconds: undefined });
  });

  test("lasts as long as its slowest lane, for lanes work side by side", () => {
    const run = progressAt();

    run.planned(planOf(150), [loadOf(SUMMARY, 50), loadOf(DETAIL, 100)]);

    expect(run.snapshot()).toMatchObject({ etaSeconds: 50, callsTotal: 150 });
  });

  test("adds the bills' part of the plan to the lists' part", () => {
    const run = progressAt();
    run.planned(planOf(1), [loadOf(SUMMARY, 1)]);
    run.calls += 1;
    loadSlices(run, SUMMARY, 1);

    run.planned(planOf(20), [loadOf(DETAIL, 20)]);

    expect(run.snapshot()).toMatchObject({ slicesDone: 1, slicesTotal: 21, callsTotal: 21 });
  });

  test("grows when a slice turns out to have more pages than its plan expected", () => {
    const run = progressAt();
    run.planned(planOf(10), [loadOf(DETAIL, 10)]);
    run.calls += 20;
    loadSlices(run, DETAIL, 2, 10);

    // Eight slices to come, of ten pages each as far as anyone knows.
    expect(run.snapshot()).toMatchObject({ callsDone: 20, callsTotal: 100, etaSeconds: 16 });
  });

  test("trusts the pages of the last load where there are some", () => {
    const run = progressAt();
    run.planned(planOf(10), [loadOf(DETAIL, 10, 60)]);
    run.calls += 40;
    loadSlices(run, DETAIL, 1, 40);

    expect(run.snapshot().callsTotal).toBe(60);
  });

  test("never promises fewer calls than one for each slice to come", () => {
    const run = progressAt();
    run.planned(planOf(10), [loadOf(DETAIL, 10, 12)]);
    run.calls += 12;
    loadSlices(run, DETAIL, 1, 12);

    expect(run.snapshot().callsTotal).toBe(12 + 9);
  });

  test("goes by a lane's own pace once that is known to be slower than its limit", () => {
    const run = progressAt();
    run.planned(planOf(20), [loadOf(SUMMARY, 20)]);
    run.seconds = 20;
    run.calls += 10;
    loadSlices(run, SUMMARY, 10);

    expect(run.snapshot().etaSeconds).toBe(20);
  });

  test("counts a slice that failed as failed, and one that was not begun as neither", () => {
    const run = progressAt();
    run.planned(planOf(3), [loadOf(SUMMARY, 3)]);
    run.sliceEnded(endOf(sliceOf(SUMMARY, "1"), { status: "failed", error: new Error("no") }));
    run.sliceEnded(endOf(sliceOf(SUMMARY, "2"), { status: "unfinished" }));
    run.sliceEnded(endOf(sliceOf(SUMMARY, "3"), { status: "empty" }));

    expect(run.snapshot()).toMatchObject({ slicesDone: 1, slicesFailed: 1 });
  });

  test("shows the rate of the last seconds, not of the whole run", () => {
    const run = progressAt();
    run.planned(planOf(100), [loadOf(SUMMARY, 100)]);
    run.seconds = 10;
    run.calls += 100;
    expect(run.snapshot().callsPerSecond).toBe(10);
    run.seconds = 20;
    run.calls += 20;

    expect(run.snapshot().callsPerSecond).toBe(2);
  });

  test.each([
    ["waiting", (run: RunProgress) => run.waitingForOthers(3)],
    ["checking", (run: RunProgress) => run.checked([])],
  ] as const)("says when it is %s", (stage, tell) => {
    const run = progressAt();
    run.planned(planOf(1), [loadOf(SUMMARY, 1)]);

    tell(run);

    expect(run.snapshot().stage).toBe(stage);
  });
});
