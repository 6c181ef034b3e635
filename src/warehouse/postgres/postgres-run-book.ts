import { Client } from "pg";
import { AbortError } from "../../domain/abort-error.ts";
import type { RunCounts, RunStatus } from "../../domain/run.ts";
import type { Stream } from "../../domain/stream.ts";
import type { OpenRun, RunBook } from "../../domain/warehouse.ts";
import { closeDeadRuns } from "./close-dead-runs.ts";
import type { Database } from "./open-database.ts";
import { type BeginRequest, LEASE_S, openRun } from "./open-run.ts";
import { asDatabaseError } from "./sql-state.ts";

/**
 * Runs in PostgreSQL. Each open run holds an advisory lock on a connection of its own: when its
 * process dies the server frees the lock at once, so nobody has to wait for a lease to run out. The
 * lease is for connections that die without the server noticing.
 */
export class PostgresRunBook implements RunBook, AsyncDisposable {
  readonly #database: Database;
  readonly #streams: readonly Stream[];
  readonly #sessions = new Map<string, Client>();

  constructor(database: Database, streams: readonly Stream[]) {
    this.#database = database;
    this.#streams = streams;
  }

  async begin(request: BeginRequest): Promise<OpenRun | undefined> {
    // A connection that went silent must not hang the heartbeat: without an answer the run is over.
    const session = new Client({ ...this.#database.connection, query_timeout: LEASE_S * 1000 });
    // The heartbeat finds out about a broken connection; this only keeps Node alive until then.
    session.on("error", () => undefined);
    try {
      await session.connect();
      await closeDeadRuns(session, this.#streams);
      const run = await openRun(session, request);
      if (run === undefined) {
        await session.end();
        return undefined;
      }
      this.#sessions.set(run.runId, session);
      return run;
    } catch (error) {
      await session.end().catch(() => undefined);
      throw asDatabaseError(error);
    }
  }

  async heartbeat(run: OpenRun, now: number): Promise<void> {
    const session = this.#sessions.get(run.runId);
    const held = await this.#onSession(session, async (client) => {
      const { rowCount } = await client.query(
        `update billing_ops.run
         set lease_until = clock_timestamp() + $2 * interval '1 second', last_seen_at = $3
         where run_id = $1 and status = 'running'`,
        [run.runId, LEASE_S, new Date(now).toISOString()],
      );
      return rowCount === 1;
    });
    if (!held) {
      throw new AbortError("fenced", `run ${run.runId} was taken for dead and closed by another`, {
        code: "Fenced",
        hint: "its process slept or lost the database for over a minute; run again to go on",
      });
    }
  }

  async finish(
    run: OpenRun,
    end: {
      readonly status: RunStatus;
      readonly exitCode: number;
      readonly now: number;
      readonly counts: RunCounts;
    },
  ): Promise<void> {
    const session = this.#sessions.get(run.runId);
    try {
      await this.#onSession(session, async (client) => {
        await client.query(FINISH, [
          run.runId,
          end.status,
          end.exitCode,
          new Date(end.now).toISOString(),
          ...countValues(end.counts),
        ]);
      });
    } finally {
      this.#sessions.delete(run.runId);
      await session?.end().catch(() => undefined);
    }
  }

  async syncHistory(): ReturnType<RunBook["syncHistory"]> {
    try {
      const { rows } = await this.#database.pool.query<{
        succeeded: Date | null;
        first: Date | null;
      }>(
        `select max(started_at) filter (where status = 'succeeded') as succeeded,
           min(started_at) as first
         from billing_ops.run where kind <> 'backfill'`,
      );
      return {
        lastSucceededAt: rows[0]?.succeeded?.getTime(),
        firstStartedAt: rows[0]?.first?.getTime(),
      };
    } catch (error) {
      throw asDatabaseError(error);
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    const sessions = [...this.#sessions.values()];
    this.#sessions.clear();
    await Promise.all(sessions.map(async (session) => await session.end().catch(() => undefined)));
  }

  async #onSession<T>(
    session: Client | undefined,
    work: (client: Client) => Promise<T>,
  ): Promise<T> {
    if (session === undefined) {
      throw new Error("the run is not open");
    }
    try {
      return await work(session);
    } catch (error) {
      throw asDatabaseError(error);
    }
  }
}

const FINISH = `
  update billing_ops.run set status = $2, exit_code = $3, finished_at = $4, last_seen_at = $4, slices_planned = $5,
    slices_loaded = $6, slices_failed = $7, calls = $8, throttles = $9, rows_added = $10,
    rows_changed = $11, rows_removed = $12
  where run_id = $1 and status = 'running'`;

function countValues(counts: RunCounts): readonly number[] {
  return [
    counts.slicesPlanned,
    counts.slicesLoaded,
    counts.slicesFailed,
    counts.calls,
    counts.throttles,
    counts.rowsAdded,
    counts.rowsChanged,
    counts.rowsRemoved,
  ];
}
