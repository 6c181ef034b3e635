import { describe, expect, test } from "vitest";
import type { Clock } from "../../../src/domain/clock.ts";
import type { Slot, SlotBook } from "../../../src/domain/slot-book.ts";
import { callsInFlight, LaneQueue } from "../../../src/source/tencent/lane-queue.ts";

/** A slot book on a clock that only moves when somebody sleeps, and says what was asked of it. */
class ManualTime implements Clock, SlotBook {
  at = 0;
  /** How much later than asked the next sleep ends. */
  oversleepMs = 0;
  nextAt = 0;
  reserved: { readonly spacingMs: number; readonly unused: string | undefined }[] = [];
  postponed: number[] = [];
  penalised = 0;

  now = (): number => this.at;
  monotonic = (): number => this.at;

  sleep = async (delayMs: number, signal?: AbortSignal): Promise<void> => {
    signal?.throwIfAborted();
    await Promise.resolve();
    this.at += delayMs + this.oversleepMs;
    this.oversleepMs = 0;
  };

  reserve = async (_lane: string, spacingMs: number, unused?: Slot): Promise<Slot> => {
    await Promise.resolve();
    const slotAt = Math.max(this.at, unused === undefined ? this.nextAt : 0);
    this.reserved.push({ spacingMs, unused: unused?.token });
    this.nextAt = slotAt + spacingMs;
    return { delayMs: slotAt - this.at, token: `slot at ${slotAt}` };
  };

  postpone = async (_lane: string, lateMs: number): Promise<void> => {
    await Promise.resolve();
    this.postponed.push(lateMs);
    this.nextAt += lateMs;
  };

  penalise = async (): Promise<void> => {
    await Promise.resolve();
    this.penalised += 1;
  };
}

function laneOn(time: ManualTime, callsPerSecond = 1): LaneQueue {
  return new LaneQueue({ key: "lane", callsPerSecond, slots: time, clock: time });
}

const NEVER = new AbortController().signal;

describe("calls of a lane", () => {
  test("leave two per cent further apart than the limit asks, the first, on a cold connection, 100 ms more", async () => {
    const time = new ManualTime();
    const lane = laneOn(time, 5);
    const left: number[] = [];
    const send = async (): Promise<void> => {
      left.push(time.at);
      await Promise.resolve();
    };
    await Promise.all([1, 2, 3, 4].map(async () => await lane.inSlot(send, NEVER)));
    expect(left).toEqual([0, 304, 508, 712]);
  });

  test("take one slot at a time, so that none is wasted by a caller that has to wait", async () => {
    const time = new ManualTime();
    const lane = laneOn(time);
    const gate = Promise.withResolvers<void>();
    const first = lane.inSlot(async () => await gate.promise, NEVER);
    const second = lane.inSlot(async () => await Promise.resolve(), NEVER);
    await new Promise(setImmediate);
    expect(time.reserved).toHaveLength(1);
    gate.resolve();
    await Promise.all([first, second]);
    expect(time.reserved).toHaveLength(2);
  });

  test("that woke too late hand the slot back and take another", async () => {
    const time = new ManualTime();
    const lane = laneOn(time);
    time.nextAt = 500;
    time.oversleepMs = 11;
    let left = 0;
    await lane.inSlot(async () => {
      left = time.at;
      await Promise.resolve();
    }, NEVER);
    expect(time.reserved).toEqual([
      { spacingMs: 1120, unused: undefined },
      { spacingMs: 1120, unused: "slot at 500" },
    ]);
    expect(left).toBe(511);
  });

  test("that left late, as behind a slow handshake, move the next slot by as much", async () => {
    const time = new ManualTime();
    const lane = laneOn(time);
    await lane.inSlot(async () => {
      time.at += 150;
      await Promise.resolve();
    }, NEVER);
    expect(time.postponed).toEqual([146]);
    expect(time.nextAt).toBe(1120 + 146);
  });

  test("that fail hand their error on and leave the lane to the next", async () => {
    const time = new ManualTime();
    const lane = laneOn(time);
    const failing = lane.inSlot(async () => {
      await Promise.resolve();
      throw new Error("reset");
    }, NEVER);
    await expect(failing).rejects.toThrow("reset");
    await expect(lane.inSlot(async () => await Promise.resolve("ok"), NEVER)).resolves.toBe("ok");
  });

  test("that were called off while they waited are not sent, and leave the lane to the next", async () => {
    const time = new ManualTime();
    const lane = laneOn(time);
    const off = AbortSignal.abort(new Error("told to stop"));
    let isSent = false;
    const calledOff = lane.inSlot(async () => {
      isSent = true;
      await Promise.resolve();
    }, off);
    await expect(calledOff).rejects.toThrow("told to stop");
    expect(isSent).toBe(false);
    await expect(lane.inSlot(async () => await Promise.resolve("ok"), NEVER)).resolves.toBe("ok");
  });

  test("are not made while the slot book cannot be reached", async () => {
    const time = new ManualTime();
    time.reserve = async () => await Promise.reject(new Error("the database is gone"));
    let isSent = false;
    const call = laneOn(time).inSlot(async () => {
      isSent = true;
      await Promise.resolve();
    }, NEVER);
    await expect(call).rejects.toThrow("the database is gone");
    expect(isSent).toBe(false);
  });
});

test.each([
  [1, 6],
  [5, 22],
  [20, 82],
  [10_000, 128],
])(
  "a lane of %d calls per second keeps up to %d in flight, enough for answers that take 3 s",
  (callsPerSecond, inFlight) => {
    expect(callsInFlight(callsPerSecond)).toBe(inFlight);
    expect(inFlight >= Math.min(128, callsPerSecond * 3)).toBe(true);
  },
);
