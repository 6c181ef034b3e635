import { describe, expect, test } from "vitest";
import { startDeadline } from "../../../src/app/run-deadline.ts";
import { FakeClock } from "../../support/fake-clock.ts";

const MINUTE_MS = 60_000;

describe("a run's deadline", () => {
  test("interrupts the run when its minutes are over, and names the variable", async () => {
    const clock = new FakeClock();
    const deadline = startDeadline(new AbortController().signal, 90, clock);

    await clock.pass(89 * MINUTE_MS);
    expect(deadline.signal.aborted).toBe(false);
    await clock.pass(MINUTE_MS);

    expect(deadline.signal.reason).toMatchObject({
      reason: "interrupted",
      message: "out of time: BILLING_MAX_RUN_MINUTES=90",
    });
  });

  test("hands on the process's own signal with its reason", () => {
    const stop = new AbortController();
    const deadline = startDeadline(stop.signal, undefined, new FakeClock());
    const reason = new Error("told to");

    stop.abort(reason);

    expect(deadline.signal.reason).toBe(reason);
  });

  test("no longer counts once the run is over", async () => {
    const clock = new FakeClock();
    const deadline = startDeadline(new AbortController().signal, 1, clock);

    deadline[Symbol.dispose]();
    await clock.pass(2 * MINUTE_MS);

    expect(deadline.signal.aborted).toBe(false);
  });
});
