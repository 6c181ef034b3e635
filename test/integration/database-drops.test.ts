import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { openSyncStage, type SyncStage } from "../support/disturbed-sync.ts";

const isCommit = (sql: string): boolean => /^commit\b/i.test(sql);

/** Far enough apart that a transaction is not cut at every try. */
const STATEMENTS_APART = 37;
const COMMITS_APART = 5;

let stage: SyncStage;
beforeAll(async () => {
  stage = await openSyncStage();
});
afterAll(async () => {
  await stage[Symbol.asyncDispose]();
});

describe("a sync whose connections are dropped", { timeout: 60_000 }, () => {
  // All 37 are played in the lab.
  test.each([1, 8, 15, 22, 29, 36])(
    "before statement %i and every 37th after it ends with the right rows, each loaded once",
    async (first) => {
      let drops = 0;
      const { outcome } = await stage.sync((_sql, nth) => {
        if (nth % STATEMENTS_APART !== first % STATEMENTS_APART) {
          return undefined;
        }
        drops += 1;
        return "drop";
      });
      expect(outcome).toEqual(stage.undisturbed);
      expect(drops).toBeGreaterThan(3);
    },
  );

  test.each([3, 20])(
    "after statement %i and every 37th after it, without the answer, ends with the right rows, each loaded once",
    async (first) => {
      const { outcome } = await stage.sync((_sql, nth) =>
        nth % STATEMENTS_APART === first % STATEMENTS_APART ? "drop-after" : undefined,
      );
      expect(outcome).toEqual(stage.undisturbed);
    },
  );

  test.each([1, 2, 3, 4, 5])(
    "after COMMIT %i and every 5th after it, without the answer, counts and journals each load once",
    async (first) => {
      let commits = 0;
      const { outcome } = await stage.sync((sql) => {
        commits += isCommit(sql) ? 1 : 0;
        return isCommit(sql) && commits % COMMITS_APART === first % COMMITS_APART
          ? "drop-after"
          : undefined;
      });
      expect(outcome).toEqual(stage.undisturbed);
      expect(commits).toBeGreaterThan(20);
    },
  );
});
