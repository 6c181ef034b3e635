import { DatabaseError } from "pg";
import { describe, expect, test } from "vitest";
import { AbortError } from "../../../src/domain/abort-error.ts";
import { SliceError } from "../../../src/domain/slice-error.ts";
import {
  DatabasePatience,
  type PatienceOptions,
} from "../../../src/warehouse/postgres/database-patience.ts";
import { FakeClock } from "../../support/fake-clock.ts";

function refusal(code: string): DatabaseError {
  const error = new DatabaseError("said PostgreSQL", 1, "error");
  error.code = code;
  return error;
}

const AWAY = refusal("57P03");

/** A patience on a clock of the test's own; waits are as long as they may be unless told otherwise. */
function patient(options: Partial<PatienceOptions> = {}, random: () => number = () => 1) {
  const clock = new FakeClock();
  const told: string[] = [];
  const patience = new DatabasePatience(
    {
      patienceMs: 60_000,
      onOutage: () => told.push(`away at ${clock.monotonic()}`),
      onRecovery: (outageMs) => told.push(`back after ${outageMs}`),
      ...options,
    },
    clock,
    random,
  );
  return { clock, patience, told };
}

/** An operation that fails as `errors` say, one after the other, then for ever with the last, or gives its answer. */
function failing(clock: FakeClock, errors: readonly Error[], thenAnswers: boolean) {
  const triedAt: number[] = [];
  const operation = async (): Promise<string> => {
    triedAt.push(clock.monotonic());
    const error = errors[triedAt.length - 1] ?? (thenAnswers ? undefined : errors.at(-1));
    return error === undefined ? "answer" : await Promise.reject(error);
  };
  return { operation, triedAt };
}

async function outcomeOf(promise: Promise<unknown>): Promise<unknown> {
  return await promise.catch((error: unknown) => error);
}

/** What it came to so far. */
async function stateOf(outcome: Promise<unknown>): Promise<unknown> {
  return await Promise.race([outcome, Promise.resolve("waiting")]);
}

describe("an outage", () => {
  test("is waited out with pauses that double from a quarter of a second to five", async () => {
    const { clock, patience, told } = patient();
    const { operation, triedAt } = failing(clock, Array(8).fill(AWAY), true);
    const result = patience.keepTrying(operation);
    await clock.pass(60_000);
    expect(await result).toBe("answer");
    expect(triedAt).toEqual([0, 250, 750, 1750, 3750, 7750, 12_750, 17_750, 22_750]);
    expect(told).toEqual(["away at 0", "back after 22750"]);
  });

  test("is not hammered by all at once: each pause is a random part of what it may be", async () => {
    const { clock, patience } = patient({}, () => 0.1);
    const { operation, triedAt } = failing(clock, Array(3).fill(AWAY), true);
    const result = patience.keepTrying(operation);
    await clock.pass(1000);
    await result;
    expect(triedAt).toEqual([0, 25, 75, 175]);
  });

  test("that lasts longer than the patience ends with what failed, and for how long it did", async () => {
    const { clock, patience, told } = patient();
    const { operation, triedAt } = failing(clock, [AWAY], false);
    const result = outcomeOf(patience.keepTrying(operation));
    await clock.pass(61_000);
    expect(await result).toBeInstanceOf(AbortError);
    expect(await result).toMatchObject({
      reason: "database",
      code: "57P03",
      message: expect.stringContaining("60 s"),
    });
    expect(triedAt.at(-1)).toBe(60_000);
    expect(told).toEqual(["away at 0"]);
  });

  test("is one outage for all operations: the latest to meet it gives up with the first", async () => {
    const { clock, patience } = patient();
    const early = outcomeOf(patience.keepTrying(failing(clock, [AWAY], false).operation));
    await clock.pass(59_000);
    const late = outcomeOf(patience.keepTrying(failing(clock, [AWAY], false).operation));
    await clock.pass(1000);
    expect(await stateOf(early)).toBeInstanceOf(AbortError);
    expect(await stateOf(late)).toBeInstanceOf(AbortError);
    // Nor does what is tried after the end, to tidy up, wait again.
    const after = failing(clock, [AWAY], false);
    expect(await outcomeOf(patience.keepTrying(after.operation))).toBeInstanceOf(AbortError);
    expect(after.triedAt).toHaveLength(1);
  });

  test("is over with the first answer, and the next one gets all the patience anew", async () => {
    const { clock, patience, told } = patient();
    await outcomeOf(
      Promise.race([
        patience.keepTrying(failing(clock, [AWAY], true).operation),
        clock.pass(59_000),
      ]),
    );
    await patience.keepTrying(async () => await Promise.resolve("answer"));
    const { operation } = failing(clock, [AWAY], false);
    const result = outcomeOf(patience.keepTrying(operation));
    await clock.pass(59_000);
    expect(await stateOf(result)).toBe("waiting");
    expect(told).toHaveLength(3);
    await clock.pass(2000);
    await result;
  });

  test("is not over with an answer that was asked for before it began", async () => {
    const { clock, patience, told } = patient();
    const asked = Promise.withResolvers<string>();
    const early = patience.keepTrying(async () => await asked.promise);
    await clock.pass(10);
    const result = outcomeOf(patience.keepTrying(failing(clock, [AWAY], false).operation));
    asked.resolve("answer");
    await early;
    expect(told).toEqual(["away at 10"]);
    await clock.pass(60_000);
    expect(await result).toBeInstanceOf(AbortError);
    expect(told).toEqual(["away at 10"]);
  });

  test("is over too where the server answers with a refusal", async () => {
    const { clock, patience, told } = patient();
    const result = outcomeOf(
      patience.keepTrying(failing(clock, [AWAY, refusal("23505")], false).operation),
    );
    await clock.pass(1000);
    expect(await result).toBeInstanceOf(SliceError);
    expect(told).toEqual(["away at 0", "back after 250"]);
  });

  test("of one operation alone ends it, although all others get through", async () => {
    const { clock, patience } = patient();
    const alone = outcomeOf(
      patience.keepTrying(failing(clock, [refusal("53300")], false).operation),
    );
    for (let second = 0; second < 61; second += 1) {
      await patience.keepTrying(async () => await Promise.resolve("answer"));
      await clock.pass(1000);
    }
    expect(await stateOf(alone)).toMatchObject({ code: "53300" });
  });

  test("is not waited for at all where there is no patience, and nobody is told of waiting", async () => {
    const { clock, patience, told } = patient({ patienceMs: 0 });
    const { operation, triedAt } = failing(clock, [AWAY], false);
    expect(await outcomeOf(patience.keepTrying(operation))).toBeInstanceOf(AbortError);
    expect(triedAt).toEqual([0]);
    expect(told).toEqual([]);
  });

  test("does not keep a process that is told to stop", async () => {
    const stop = new AbortController();
    const { clock, patience } = patient({ signal: stop.signal });
    const waiting = outcomeOf(patience.keepTrying(failing(clock, [AWAY], false).operation));
    await clock.pass(10_000);
    const reason = new AbortError("interrupted", "interrupted by SIGTERM");
    stop.abort(reason);
    expect(await waiting).toBe(reason);
    // What it tries on its way out is tried once.
    const after = failing(clock, [AWAY], false);
    expect(await outcomeOf(patience.keepTrying(after.operation))).toMatchObject({
      reason: "database",
    });
    expect(after.triedAt).toHaveLength(1);
  });
});

describe("what only a person can mend", () => {
  test.each(["53100", "28P01", "3D000", "57P04", "58030", "XX001"])(
    "%s is not tried twice, however patient we are",
    async (code) => {
      const { clock, patience } = patient();
      const { operation, triedAt } = failing(clock, [refusal(code)], false);
      expect(await outcomeOf(patience.keepTrying(operation))).toMatchObject({
        reason: "database",
        code,
      });
      expect(triedAt).toEqual([0]);
    },
  );
});

describe("a conflict with others", () => {
  test.each(["40001", "40P01", "57014", "25P04"])(
    "%s is tried five times, with pauses that grow, patience or not",
    async (code) => {
      const { clock, patience } = patient({ patienceMs: 0 });
      const { operation, triedAt } = failing(clock, [refusal(code)], false);
      const result = outcomeOf(patience.keepTrying(operation));
      await clock.pass(10_000);
      expect(await result).toMatchObject({ reason: "database", code });
      expect(triedAt).toEqual([0, 50, 150, 350, 750]);
    },
  );

  test("a lock that did not come in its time is waited for once more and no longer", async () => {
    const { clock, patience } = patient();
    const { operation, triedAt } = failing(clock, [refusal("55P03")], false);
    const result = outcomeOf(patience.keepTrying(operation));
    await clock.pass(10_000);
    expect(await result).toMatchObject({ reason: "database", code: "55P03" });
    expect(triedAt).toHaveLength(2);
  });

  test("costs only the slice where its transaction says so", async () => {
    const { clock, patience } = patient();
    const { operation } = failing(clock, [refusal("55P03")], false);
    const result = outcomeOf(patience.keepTrying(operation, { exhausted: "fail-slice" }));
    await clock.pass(10_000);
    expect(await result).toBeInstanceOf(SliceError);
    expect(await result).toMatchObject({
      code: "55P03",
      message: expect.stringContaining("2 tries"),
    });
  });

  test("does not use up what an outage is given, nor the reverse", async () => {
    const { clock, patience } = patient();
    const errors = [AWAY, refusal("40P01"), AWAY, refusal("40P01"), AWAY];
    const { operation } = failing(clock, errors, true);
    const attempts: number[] = [];
    const result = patience.keepTrying(async (attempt) => {
      attempts.push(attempt);
      return await operation();
    });
    await clock.pass(10_000);
    expect(await result).toBe("answer");
    expect(attempts).toEqual([1, 2, 3, 4, 5, 6]);
  });
});
