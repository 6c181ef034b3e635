import { setTimeout as sleep } from "node:timers/promises";
import type { Pool } from "pg";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import type { Slot } from "../../src/domain/slot-book.ts";
import { PostgresSlotBook } from "../../src/warehouse/postgres/postgres-slot-book.ts";
import { freshDatabase } from "../support/fresh-database.ts";
import { readText } from "../support/read-table.ts";

const LANE = "lane";
const SPACING_MS = 200;
/** The database keeps microseconds. */
const ROUNDING_MS = 0.002;

async function openBooks(count: number) {
  const stack = new AsyncDisposableStack();
  const database = stack.use(await freshDatabase());
  const books = Array.from({ length: count }, () =>
    stack.use(new PostgresSlotBook(database, () => undefined)),
  );
  return {
    pool: database.pool,
    book: books[0] ?? new PostgresSlotBook(database, () => undefined),
    books,
    [Symbol.asyncDispose]: async () => await stack.disposeAsync(),
  };
}

/** When the lane's next slot begins, milliseconds of the database's clock. */
async function nextAt(pool: Pool): Promise<number> {
  const [row] = await readText(
    pool,
    "select extract(epoch from next_at) * 1000 as at from billing_ops.lane where lane = $1",
    [LANE],
  );
  return Number(row?.["at"]);
}

/** When a slot begins, from the lane as its reservation left it; valid until the next one. */
async function slotAt(pool: Pool, spacingMs = SPACING_MS): Promise<number> {
  return (await nextAt(pool)) - spacingMs;
}

/** Fills the lane, so that every slot lies ahead and none begins at once. */
async function fill(book: PostgresSlotBook): Promise<Slot> {
  await book.reserve(LANE, 60_000);
  return await book.reserve(LANE, SPACING_MS);
}

/** The spacing that the lane keeps now, as a factor of the one asked for. */
async function widening({ pool, book }: { pool: Pool; book: PostgresSlotBook }): Promise<number> {
  const before = await nextAt(pool);
  await book.reserve(LANE, 1000);
  return ((await nextAt(pool)) - before) / 1000;
}

async function ageBy(pool: Pool, seconds: number): Promise<void> {
  await pool.query(
    "update billing_ops.lane set penalised_at = penalised_at - $1 * interval '1 second'",
    [seconds],
  );
}

describe("the slots of a lane", () => {
  test("never come closer than the spacing, whoever reserves them", async () => {
    await using two = await openBooks(2);
    await two.book.reserve(LANE, SPACING_MS);
    await two.pool.query(`
      create table slots as select next_at from billing_ops.lane limit 0;
      create function note_slot() returns trigger language plpgsql as
        $$ begin insert into slots values (new.next_at); return new; end $$;
      create trigger note_slot before update on billing_ops.lane
        for each row execute function note_slot()`);

    const reserved = await Promise.all(
      two.books.flatMap((book) =>
        Array.from({ length: 40 }, async () => await book.reserve(LANE, SPACING_MS)),
      ),
    );
    expect(new Set(reserved.map(({ token }) => token)).size).toBe(80);
    const gaps = await readText(
      two.pool,
      `select count(*) as slots, min(gap) >= interval '200 ms' as far_enough,
         max(gap) <= interval '200 ms' as close_enough
       from (select next_at - lag(next_at) over (order by next_at) as gap from slots) as gaps`,
    );
    expect(gaps).toEqual([{ slots: "80", far_enough: "t", close_enough: "t" }]);
  });

  test("begin now where the lane was idle, and each later one a spacing later", async () => {
    await using one = await openBooks(1);
    const first = await one.book.reserve(LANE, SPACING_MS);
    expect(first.delayMs).toBeLessThanOrEqual(0);
    await sleep(SPACING_MS + 20);
    expect((await one.book.reserve(LANE, 60_000)).delayMs).toBeLessThanOrEqual(0);
    const later = await one.book.reserve(LANE, 60_000);
    expect(later.delayMs).toBeGreaterThan(50_000);
    expect(later.delayMs).toBeLessThanOrEqual(60_000);
  });

  test("are each lane's own", async () => {
    await using one = await openBooks(1);
    await one.book.reserve(LANE, 60_000);
    expect((await one.book.reserve("other", 60_000)).delayMs).toBeLessThanOrEqual(0);
    expect((await one.book.reserve(LANE, 60_000)).delayMs).toBeGreaterThan(50_000);
  });
});

describe("a slot that was missed", () => {
  test("is given out again where nobody has taken a later one", async () => {
    await using one = await openBooks(1);
    const missed = await fill(one.book);
    const before = await slotAt(one.pool);
    await one.book.reserve(LANE, SPACING_MS, missed);
    expect(Math.abs((await slotAt(one.pool)) - before)).toBeLessThan(ROUNDING_MS);
  });

  test("is lost where a later one is taken", async () => {
    await using two = await openBooks(2);
    const missed = await fill(two.book);
    await two.books[1]?.reserve(LANE, SPACING_MS);
    const before = await slotAt(two.pool);
    await two.book.reserve(LANE, SPACING_MS, missed);
    expect((await slotAt(two.pool)) - before).toBeCloseTo(SPACING_MS, 1);
  });

  test("is not given out in the past: the new one begins now, and the next a spacing later", async () => {
    await using one = await openBooks(1);
    const missed = await one.book.reserve(LANE, 60_000);
    await sleep(30);
    const again = await one.book.reserve(LANE, 60_000, missed);
    expect(again.delayMs).toBeLessThanOrEqual(0);
    expect(again.token).not.toBe(missed.token);
    const next = await one.book.reserve(LANE, 60_000);
    expect(next.delayMs).toBeGreaterThan(50_000);
    expect(next.delayMs).toBeLessThanOrEqual(60_000);
  });
});

test("a call that left late moves the next slot, and nothing else", async () => {
  await using one = await openBooks(1);
  const slot = await one.book.reserve(LANE, 60_000);
  const before = await nextAt(one.pool);
  await one.book.postpone(LANE, 12.5);
  expect((await nextAt(one.pool)) - before).toBeCloseTo(12.5, 1);
  await one.book.reserve(LANE, SPACING_MS, slot);
  expect((await slotAt(one.pool)) - before).toBeCloseTo(12.5, 1);
});

describe("a throttle answer", () => {
  test("widens the spacing for every process, and half of it is forgotten every minute", async () => {
    await using two = await openBooks(2);
    const other = { pool: two.pool, book: two.books[1] ?? two.book };
    await two.book.reserve(LANE, 60_000);
    expect(await widening(other)).toBeCloseTo(1, 3);
    await two.book.penalise(LANE);
    const widened = await widening(other);
    expect(widened).toBeGreaterThan(1.02);

    await ageBy(two.pool, 60);
    expect(await widening(other)).toBeCloseTo(1 + (widened - 1) / 2, 2);
    await ageBy(two.pool, 540);
    expect(await widening(other)).toBeCloseTo(1, 3);
  });

  test("adds to the one before, up to four times the spacing and no further", async () => {
    await using two = await openBooks(1);
    await two.book.reserve(LANE, 60_000);
    await two.book.penalise(LANE);
    const once = await widening(two);
    await two.book.penalise(LANE);
    expect(await widening(two)).toBeGreaterThan(once + 0.01);
    for (let answers = 0; answers < 40; answers += 1) {
      await two.book.penalise(LANE);
    }
    const most = await widening(two);
    expect(most).toBeGreaterThan(3.5);
    expect(most).toBeLessThanOrEqual(4.001);
  });

  test("for a lane that nobody used changes nothing", async () => {
    await using one = await openBooks(1);
    await one.book.penalise("unused");
    expect(await readText(one.pool, "select * from billing_ops.lane")).toEqual([]);
  });
});

test("a slot is taken at once although every connection of the pool is busy with loads", async () => {
  await using database = await freshDatabase();
  await using busy = database.openAgain({ poolMax: 1 });
  await using slots = new PostgresSlotBook(busy, () => undefined);
  const load = await busy.pool.connect();
  await load.query("begin; lock table billing_ops.slice in exclusive mode");
  const slot = slots.reserve(LANE, SPACING_MS);
  expect(await Promise.race([slot, sleep(5000, "it waits")])).toMatchObject({
    token: expect.any(String),
  });
  load.release(true);
});

describe("hosts whose clocks disagree", () => {
  beforeEach(() => {
    vi.useFakeTimers({ toFake: ["Date"] });
  });
  afterEach(() => {
    vi.useRealTimers();
  });

  test.each([
    ["a day ahead", 86_400_000],
    ["a day behind", -86_400_000],
  ])("take their slots by the database's: %s", async (_how, offsetMs) => {
    await using two = await openBooks(2);
    await two.book.reserve(LANE, 60_000);
    vi.setSystemTime(Date.now() + offsetMs);
    const other = await two.books[1]?.reserve(LANE, 60_000);
    expect(other?.delayMs).toBeGreaterThan(50_000);
    expect(other?.delayMs).toBeLessThanOrEqual(60_000);
  });
});

test("a lane is not held up for longer than a thousand slots by a clock that was set back", async () => {
  await using database = await freshDatabase();
  await using slots = new PostgresSlotBook(database, () => undefined);
  await slots.reserve("lane", 10);
  await database.pool.query("update billing_ops.lane set next_at = now() + interval '1 day'");
  const { delayMs } = await slots.reserve("lane", 10);
  expect(delayMs).toBeLessThanOrEqual(10_000);
});
