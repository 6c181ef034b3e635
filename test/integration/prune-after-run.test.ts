import { expect, test } from "vitest";
import { pruneAfterRun } from "../../src/app/prune-after-run.ts";
import { FakeClock } from "../support/fake-clock.ts";
import { type FreshDatabase, freshDatabase } from "../support/fresh-database.ts";
import { readText } from "../support/read-table.ts";
import { memoryLogger } from "../unit/scheduler/memory-logger.ts";

const SIGNAL = new AbortController().signal;

/** Journal entries of the last moment before and the first of each of three months in UTC+8. */
async function fillJournal(database: FreshDatabase): Promise<void> {
  await database.pool.query(`
    insert into billing_ops.stream values ('s', 'partner', 'customer-month', 'x', 'Y', 't', 'replace');
    insert into billing_ops.bill_change
      (run_id, account, stream, uin, bill_month, table_name, row_key, change, changed_at)
    select 1, 'main', 's', '1', '2026-01-01', 't', '{}', 'changed', at::timestamptz
    from unnest(array['2024-10-31T15:59:59Z', '2024-10-31T16:00:00Z', '2026-11-01T00:00:00Z']) at`);
}

const LEFT = "select count(*) as entries from billing_ops.bill_change";

test.each([
  [24, "2"],
  [0, "3"],
  [25, "3"],
])(
  "a journal of %i months keeps whole months of UTC+8: %s entries are left",
  async (months, left) => {
    await using database = await freshDatabase();
    await fillJournal(database);
    const { logger } = memoryLogger();
    const house = { database, journalMonths: months, clock: new FakeClock(), logger };
    await pruneAfterRun(house, SIGNAL);
    expect(await readText(database.pool, LEFT)).toEqual([{ entries: left }]);
  },
);

test("a journal that cannot be pruned fails no run: it is told to the log", async () => {
  await using database = await freshDatabase();
  await database.pool.query("drop table billing_ops.bill_change cascade");
  const { logger, lines } = memoryLogger();
  await pruneAfterRun({ database, journalMonths: 24, clock: new FakeClock(), logger }, SIGNAL);
  expect(lines.map(({ level }) => level)).toEqual(["warn"]);
});
