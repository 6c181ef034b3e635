import type { Tick, TickBook, TickState } from "../../domain/tick-book.ts";
import type { Database } from "./open-database.ts";
import { runStatement } from "./run-statement.ts";

type TickRow = { readonly tick_at: Date; readonly state: TickState };

/** Ticks in PostgreSQL: the scheduled instant that a run of `billing_ops.run` was begun for. */
export class PostgresTickBook implements TickBook {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  async lastTick(notAfter: number): Promise<Tick | undefined> {
    const { rows } = await runStatement<TickRow>(this.#database, {
      text: LAST_TICK,
      values: [new Date(notAfter).toISOString()],
    });
    const [row] = rows;
    return row === undefined ? undefined : { dueAt: row.tick_at.getTime(), state: row.state };
  }
}

// The tick of a run that was cut off and continued has become what its continuation is.
const LAST_TICK = `
  with recursive newest as (
    select run_id, tick_at, status, lease_until from billing_ops.run
    where tick_at <= $1 order by tick_at desc limit 1),
  chain as (
    select run_id, status, lease_until from newest
    union all
    select r.run_id, r.status, r.lease_until
    from billing_ops.run r join chain on r.continues = chain.run_id)
  select newest.tick_at,
    case when latest.status = 'running' and latest.lease_until > clock_timestamp() then 'running'
      when latest.status in ('running', 'interrupted') then 'interrupted' else 'ran' end as state
  from newest, (select * from chain order by run_id desc limit 1) latest`;
