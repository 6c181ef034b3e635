import type { Pool, QueryResult, QueryResultRow } from "pg";
import type { Slot, SlotBook } from "../../domain/slot-book.ts";
import { openPool } from "./database-pool.ts";
import type { Database } from "./open-database.ts";
import { runStatement } from "./run-statement.ts";

// A throttle answer slows the lane down by a tenth, at most fourfold; half of that is forgotten
// after a minute, so that one bad second does not cost a night.
const PENALTY_STEP = 1.1;
const PENALTY_MAX = 4;
const PENALTY_HALF_LIFE_S = 60;

const PENALTY_NOW = `(1 + (l.penalty - 1) * power(0.5, extract(epoch from
  clock_timestamp() - coalesce(l.penalised_at, clock_timestamp())) / ${PENALTY_HALF_LIFE_S}))`;

// No queue is a thousand slots long: a row that far ahead was written before the database's clock was
// set back, and would hold the lane up until the clock has caught up with it.
const RESERVE = `
  insert into billing_ops.lane as l (lane, next_at)
  values ($1, clock_timestamp() + $2 * interval '1 millisecond')
  on conflict (lane) do update set next_at =
    least(
      greatest(
        case when l.next_at = $3::timestamptz then $4::timestamptz else l.next_at end,
        clock_timestamp()
      ),
      clock_timestamp() + $2 * interval '1 second'
    ) + $2 * ${PENALTY_NOW} * interval '1 millisecond'
  returning next_at::text as next_at,
    (next_at - $2 * ${PENALTY_NOW} * interval '1 millisecond')::text as slot_at,
    extract(epoch from next_at - $2 * ${PENALTY_NOW} * interval '1 millisecond' - clock_timestamp())
      ::double precision * 1000 as delay_ms`;

const PENALISE = `
  update billing_ops.lane l
  set penalty = least(${PENALTY_MAX}, ${PENALTY_NOW} * ${PENALTY_STEP}), penalised_at = clock_timestamp()
  where lane = $1`;

const POSTPONE = `
  update billing_ops.lane set next_at = next_at + $2 * interval '1 millisecond' where lane = $1`;

type SlotRow = { readonly next_at: string; readonly slot_at: string; readonly delay_ms: number };

/**
 * The slot book in PostgreSQL: one row a lane, on a connection of its own, so that a reservation
 * never waits behind a load, and on the database's clock, so that hosts need not agree on the time.
 * While the database is away a reservation waits for it, and with it the call.
 */
export class PostgresSlotBook implements SlotBook, AsyncDisposable {
  readonly #database: Database;
  readonly #pool: Pool;

  constructor(database: Database, onIdleError: (error: Error) => void) {
    const { connection, limits } = database;
    this.#database = database;
    this.#pool = openPool(connection, { max: 1, limits, onIdleError });
  }

  async reserve(lane: string, spacingMs: number, unused?: Slot): Promise<Slot> {
    const [nextAt, slotAt] = unused === undefined ? [null, null] : unused.token.split("|");
    const { rows } = await this.#query<SlotRow>("reserve-slot", RESERVE, [
      lane,
      spacingMs,
      nextAt,
      slotAt,
    ]);
    const [row] = rows;
    return row === undefined
      ? { delayMs: spacingMs, token: "" }
      : { delayMs: row.delay_ms, token: `${row.next_at}|${row.slot_at}` };
  }

  async postpone(lane: string, lateMs: number): Promise<void> {
    await this.#query("postpone-lane", POSTPONE, [lane, lateMs]);
  }

  async penalise(lane: string): Promise<void> {
    await this.#query("penalise-lane", PENALISE, [lane]);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#pool.end();
  }

  async #query<R extends QueryResultRow>(
    name: string,
    text: string,
    values: readonly unknown[],
  ): Promise<QueryResult<R>> {
    // Whatever is repeated after a lost answer at worst leaves a slot unused.
    return await runStatement<R>(
      this.#database,
      { name, text, values },
      { pool: this.#pool, timeoutMs: this.#database.limits.urgentStatementMs },
    );
  }
}
