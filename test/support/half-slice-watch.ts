import { setTimeout as sleep } from "node:timers/promises";
import { Client, DatabaseError, type QueryResult } from "pg";
import { amountOf } from "../../src/simulator/tenant/amount.ts";
import type { Tenant } from "../../src/simulator/tenant/tenant.ts";
import { keyOf, trueSlicesByKey } from "./truth/history.ts";
import type { TrueSlice, TruthScope } from "./truth/true-slices.ts";
import { PLACES_BY_STREAM, type Place } from "./truth/true-streams.ts";
import { sumOf } from "./truth/true-sums.ts";

/** A reader of bills, such as a BI tool, that looks again and again while others load. */
export type HalfSliceWatch = AsyncDisposable & {
  /** From now on the slices may also be as this tenant says; resolves before that is so anywhere. */
  readonly expect: (tenant: Tenant) => Promise<void>;
  /** How often it has looked. */
  readonly looks: () => number;
  /** Every slice that was seen as it never was: half of it, or of one version here and another there. */
  readonly violations: () => readonly string[];
  /** Looks once more and ends. */
  readonly stop: () => Promise<void>;
};

const PAUSE_MS = 10;
// No schema, no table, no column: the migrations are not that far yet.
const NOT_YET = new Set(["3F000", "42P01", "42703"]);

/**
 * Looks at every slice of the scope in one snapshot after the other, from a connection of its own: a
 * slice may be as one of the expected tenants says, in all of its tables and in bookkeeping at once,
 * and without any rows only until its first load.
 */
export async function watchHalfSlices(url: string, scope: TruthScope): Promise<HalfSliceWatch> {
  const client = new Client({ connectionString: url });
  client.on("error", () => undefined);
  await client.connect();
  const versions = new Map<string, Set<string>>();
  const violations = new Set<string>();
  const statements = snapshotSql(scope.streams);
  const over = new AbortController();
  let looks = 0;

  const look = async (): Promise<void> => {
    const seen = await readSnapshot(client, statements);
    looks += seen === undefined ? 0 : 1;
    for (const { key, state, book } of seen ?? []) {
      const isBefore = book === undefined && state === "";
      if (!isBefore && (versions.get(key)?.has(state) !== true || !isBookOf(book, state))) {
        violations.add(`${key} was ${state || "empty"}, in bookkeeping ${book ?? "not loaded"}`);
      }
    }
  };
  const watching = (async () => {
    while (!over.signal.aborted) {
      await look();
      await sleep(PAUSE_MS);
    }
    await look();
  })();
  watching.catch(() => over.abort());
  const stop = async (): Promise<void> => {
    over.abort();
    await watching;
  };
  return {
    expect: async (tenant) => {
      for (const [key, slice] of await trueSlicesByKey(tenant, scope)) {
        versions.set(key, (versions.get(key) ?? new Set()).add(stateOf(slice)));
      }
    },
    looks: () => looks,
    violations: () => [...violations],
    stop,
    [Symbol.asyncDispose]: async () => {
      await stop().catch(() => undefined);
      await client.end();
    },
  };
}

/** Rows and sum of each table that has rows, in the order of the stream's tables; '' where none has. */
function stateOf({ tables }: TrueSlice): string {
  return tables
    .map((table, index) => partOf(index, String(table.rows.length), sumOf(table)))
    .filter((part) => part !== "")
    .join(" and ");
}

function partOf(index: number, rows: string, sum: bigint): string {
  return rows === "0" ? "" : `${rows} rows of ${sum}e-8 in table ${index + 1}`;
}

/** Whether the main table's part of a state is what bookkeeping says. */
function isBookOf(book: string | undefined, state: string): boolean {
  const [main = ""] = state.split(" and ");
  return book === (main.endsWith("in table 1") ? main : "");
}

type Seen = { readonly key: string; readonly state: string; readonly book: string | undefined };

type SliceRow = {
  readonly account: string;
  readonly stream: string;
  readonly uin: string;
  readonly month: string;
};

type PartRow = SliceRow & { readonly place: number; readonly rows: string; readonly sum: string };

type BookRow = SliceRow & { readonly rows: string; readonly sum: string };

/** Undefined where there is no schema yet. */
async function readSnapshot(
  client: Client,
  statements: string,
): Promise<readonly Seen[] | undefined> {
  try {
    // Several statements have several results, which pg's types do not say.
    const results = (await client.query(statements)) as unknown as readonly QueryResult[];
    const [, parts, books] = results;
    return seenIn((parts?.rows ?? []) as PartRow[], (books?.rows ?? []) as BookRow[]);
  } catch (error) {
    await client.query("rollback");
    if (error instanceof DatabaseError && NOT_YET.has(error.code ?? "")) {
      return undefined;
    }
    throw error;
  }
}

function seenIn(parts: readonly PartRow[], books: readonly BookRow[]): readonly Seen[] {
  const book = new Map(
    books.map((row) => [keyOf(row), partOf(0, row.rows, amountOf(row.sum))] as const),
  );
  const states = Map.groupBy(parts, keyOf);
  return [...new Set([...book.keys(), ...states.keys()])].map((key) => ({
    key,
    book: book.get(key),
    state: (states.get(key) ?? [])
      .toSorted((left, right) => left.place - right.place)
      .map(({ place, rows, sum }) => partOf(place, rows, amountOf(sum)))
      .join(" and "),
  }));
}

/** In one message, so that a look takes one turn of the wire. */
function snapshotSql(streams: readonly string[]): string {
  const parts = streams.flatMap((stream) =>
    (PLACES_BY_STREAM[stream] ?? []).map((place, index) => partSql(stream, place, index)),
  );
  const names = streams.map((stream) => `'${stream}'`);
  return `begin isolation level repeatable read read only;
    ${parts.join(" union all ")};
    select account, stream, uin, bill_month::text as month, row_count as rows, amount as sum
    from billing_ops.slice where last_success_at is not null and stream in (${names.join(", ")});
    commit`;
}

function partSql(stream: string, place: Place, index: number): string {
  const constants = Object.entries(place.constants).filter(([, value]) => value !== "");
  const where = constants.map(([column, value]) => `and ${column} = '${value}'`).join(" ");
  return `select account, '${stream}' as stream, ${place.uinColumn} as uin, bill_month::text as month,
      ${index} as place, count(*) as rows, sum(${place.amount}) as sum
    from billing.${place.table} where true ${where} group by 1, 2, 3, 4`;
}
