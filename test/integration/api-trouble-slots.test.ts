import { expect, test } from "vitest";
import { PostgresSlotBook } from "../../src/warehouse/postgres/postgres-slot-book.ts";
import { freshDatabase } from "../support/fresh-database.ts";

test("a call's slot waits for no load: it comes though every connection of the pool is busy for long", async () => {
  await using database = await freshDatabase();
  await using crowded = database.openAgain({ poolMax: 2 });
  await using slots = new PostgresSlotBook(crowded, () => undefined);
  const loads = [1, 2].map(async () => await crowded.pool.query("select pg_sleep(3)"));
  const over = Promise.all(loads).then(() => "the loads");

  const calls = async (): Promise<string> => {
    for (let call = 0; call < 5; call += 1) {
      await slots.reserve("lane", 10);
    }
    return "the calls";
  };

  expect(await Promise.race([over, calls()])).toBe("the calls");
  await over;
});
