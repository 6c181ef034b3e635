import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { JsonObject } from "../../src/domain/json.ts";
import type { Slice } from "../../src/domain/slice.ts";
import { stream as infoStream } from "../../src/source/tencent/streams/customer-info.ts";
import { stream as listStream } from "../../src/source/tencent/streams/customer.ts";
import { stream as payModeStream } from "../../src/source/tencent/streams/partner-bill-by-pay-mode.ts";
import { stream as detailStream } from "../../src/source/tencent/streams/partner-bill-detail.ts";
import { pruneJournal } from "../../src/warehouse/postgres/prune-journal.ts";
import { billLines } from "../support/bill-line.ts";
import { freshDatabase } from "../support/fresh-database.ts";
import { linesArbitrary } from "../support/line-arbitrary.ts";
import { loadAnswers, NIGHT } from "../support/load-answers.ts";
import { openTestWarehouse } from "../support/open-test-warehouse.ts";
import { readText } from "../support/read-table.ts";
import { sliceOf } from "../support/slice-of.ts";

const DAY_MS = 86_400_000;
const STREAMS = [detailStream, payModeStream, listStream, infoStream];

async function openBench() {
  const stack = new AsyncDisposableStack();
  const database = stack.use(await freshDatabase());
  const warehouse = stack.use(openTestWarehouse(database, STREAMS));
  const balance = async ({ account, uin }: Slice): Promise<readonly unknown[]> =>
    await readText(
      database.pool,
      `select first_rows + journal_rows as rows, row_difference = 0 as rows_agree,
         amount_difference = 0 as amounts_agree
       from billing_ops.journal_balance where account = $1 and uin = $2`,
      [account, uin],
    );
  return {
    database,
    warehouse,
    load: async (slice: Slice, answer: JsonObject, night: number): Promise<void> => {
      await loadAnswers(warehouse, slice, [answer], NIGHT + night * DAY_MS);
    },
    /** Removes what was journalled before `night`. */
    prune: async (night: number, batchSize: number): Promise<number> =>
      await pruneJournal(database, {
        before: NIGHT + night * DAY_MS - DAY_MS / 2,
        batchSize,
        signal: new AbortController().signal,
      }),
    balance,
    query: async (text: string, ...values: readonly unknown[]) =>
      await readText(database.pool, text, values),
    [Symbol.asyncDispose]: async () => await stack.disposeAsync(),
  };
}

type Bench = Awaited<ReturnType<typeof openBench>>;

const AGREES = { rows_agree: "t", amounts_agree: "t" };

/** A night's answer, and whether the journal is pruned afterwards of what is older than so many nights. */
type Night<T> = { readonly answer: T; readonly pruneAfter: number | null };

const nights = <T>(answer: fc.Arbitrary<T>): fc.Arbitrary<readonly Night<T>[]> =>
  fc.array(fc.record({ answer, pruneAfter: fc.option(fc.integer({ min: 0, max: 3 })) }), {
    minLength: 1,
    maxLength: 6,
  });

/** Loads night after night; every night on which the balance is wrong, or is after the journal was pruned. */
async function wrongNights<T>(
  bench: Bench,
  slice: Slice,
  history: readonly Night<T>[],
  { answerOf, rowsOf }: { answerOf: (answer: T) => JsonObject; rowsOf: (answer: T) => number },
): Promise<readonly unknown[]> {
  const wrong: unknown[] = [];
  for (const [night, { answer, pruneAfter }] of history.entries()) {
    await bench.load(slice, answerOf(answer), night);
    const balances = [await bench.balance(slice)];
    if (pruneAfter !== null) {
      await bench.prune(night - pruneAfter, 2);
      balances.push(await bench.balance(slice));
    }
    const right = JSON.stringify([{ rows: `${rowsOf(answer)}`, ...AGREES }]);
    wrong.push(...balances.filter((balance) => JSON.stringify(balance) !== right));
  }
  return wrong;
}

describe("first load and journal add up to what is there, every night,", () => {
  test("for lines that get Ids and lose them, change, vanish and come back", async () => {
    await using bench = await openBench();
    let uin = 0;
    const lines = fc.oneof(
      linesArbitrary("ids"),
      linesArbitrary("no ids"),
      linesArbitrary("some ids"),
      fc.constant([]),
    );
    await fc.assert(
      fc.asyncProperty(nights(lines), async (history) => {
        uin += 1;
        const slice = sliceOf(detailStream, { uin: `${uin}` });
        const wrong = await wrongNights(bench, slice, history, {
          answerOf: (answer) => billLines(...answer),
          rowsOf: (answer) => answer.length,
        });
        expect(wrong).toEqual([]);
        const facts = await bench.query(
          `select present_rows = (select count(*) from billing.bill_detail where customer_uin = $1)
             and present_amount =
               (select coalesce(sum(total_cost), 0) from billing.bill_detail where customer_uin = $1)
             as agree
           from billing_ops.journal_balance where uin = $1`,
          slice.uin,
        );
        expect(facts).toEqual([{ agree: "t" }]);
      }),
      { numRuns: 12 },
    );
  });

  test("for a summary of two levels, whose upper one counts", async () => {
    await using bench = await openBench();
    let uin = 0;
    const amount = fc.constantFrom("1.0", "1.00", "-2.5", "0.000000000000001");
    const mode = fc.record({
      PayMode: fc.constantFrom("prePay", "postPay", "other"),
      TotalCost: amount,
      Detail: fc.uniqueArray(
        fc.record({ ActionType: fc.constantFrom("a", "b", "c"), TotalCost: amount }),
        { selector: ({ ActionType }) => ActionType },
      ),
    });
    const modes = fc.uniqueArray(mode, { selector: ({ PayMode }) => PayMode });
    await fc.assert(
      fc.asyncProperty(nights(modes), async (history) => {
        uin += 1;
        const slice = sliceOf(payModeStream, { uin: `${uin}` });
        const wrong = await wrongNights(bench, slice, history, {
          answerOf: (answer) => ({ SummaryOverview: answer }),
          rowsOf: (answer) => answer.length,
        });
        expect(wrong).toEqual([]);
      }),
      { numRuns: 8 },
    );
  });

  test("for a customer list that shrinks, grows, repeats itself and names nobody", async () => {
    await using bench = await openBench();
    let account = 0;
    const member = fc.constantFrom("1", "2", "3", "4");
    const list = fc.tuple(
      member,
      fc.array(fc.oneof(member, fc.constantFrom("", "-")), { maxLength: 6 }),
    );
    await fc.assert(
      fc.asyncProperty(nights(list), async (history) => {
        account += 1;
        const slice = sliceOf(listStream, { account: `a${account}` });
        const wrong = await wrongNights(bench, slice, history, {
          answerOf: ([first, others]) => ({
            Data: [first, ...others].map((CustomerUin) => ({ CustomerUin })),
          }),
          rowsOf: ([first, others]) =>
            new Set([first, ...others].filter((uin) => /^\d+$/.test(uin))).size,
        });
        expect(wrong).toEqual([]);
      }),
      { numRuns: 8 },
    );
  });
});

test("a stream that fills columns of another's rows has no rows to balance", async () => {
  await using bench = await openBench();
  const info = sliceOf(infoStream);
  await bench.load(info, { Data: [{ CustomerUin: "1", Name: "Acme" }] }, 0);
  expect(await bench.balance(info)).toEqual([]);
});

test("an entry that is missing, or one too many, shows as a difference", async () => {
  await using bench = await openBench();
  const slice = sliceOf(detailStream);
  const [line] = fc.sample(
    linesArbitrary("ids").filter(({ length }) => length > 0),
    1,
  );
  await bench.load(slice, billLines(...(line ?? [])), 0);
  await bench.load(slice, billLines(), 1);
  expect(await bench.balance(slice)).toEqual([{ rows: "0", ...AGREES }]);
  await bench.query(
    "delete from billing_ops.bill_change where change_id = (select max(change_id) from billing_ops.bill_change)",
  );
  expect(await bench.balance(slice)).toEqual([expect.objectContaining({ rows_agree: "f" })]);
});
