import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { openSyncStage, type SyncStage } from "../support/disturbed-sync.ts";
import type { Verdict } from "../support/postgres-proxy.ts";

// Two hundred statements in all, each disturbed once in each of four ways, and no two in a row.
const APART = 37;

/** Short, so that silence is found out in a second. */
const LIMITS = { statementMs: 1500, urgentStatementMs: 1500, watchMs: 300, lookMs: 1000 };

let stage: SyncStage;
beforeAll(async () => {
  stage = await openSyncStage();
});
afterAll(async () => {
  await stage[Symbol.asyncDispose]();
});

describe("a sync that is disturbed at every statement that it makes", () => {
  test.each<readonly [what: string, verdict: Verdict]>([
    ["dropped before it reaches the server", "drop"],
    ["dropped after the server has answered", "drop-after"],
    ["silent before it reaches the server", "stall"],
    ["silent after the server has answered", "stall-after"],
  ])("%s: right rows, each loaded once, nothing left over", async (what, verdict) => {
    const wrong: unknown[] = [];
    let disturbed = 0;
    for (let first = 0; first < APART; first += 1) {
      const { outcome } = await stage.sync(
        (_sql, nth) => {
          if (nth % APART !== first) {
            return undefined;
          }
          disturbed += 1;
          return verdict;
        },
        { limits: LIMITS },
      );
      if (!isEqual(outcome, stage.undisturbed)) {
        wrong.push({ first, outcome });
      }
    }
    process.stdout.write(`${what}: ${disturbed} statements, ${wrong.length} wrong outcomes\n`);
    expect(wrong).toEqual([]);
  });
});

function isEqual(one: unknown, other: unknown): boolean {
  return JSON.stringify(one) === JSON.stringify(other);
}
