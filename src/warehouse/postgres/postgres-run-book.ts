import { AbortError } from "../../domain/abort-error.ts";
import type { RunCounts, RunStatus } from "../../domain/run.ts";
import type { Stream } from "../../domain/stream.ts";
import type { OpenRun, RunBook } from "../../domain/warehouse.ts";
import { closeDeadRuns } from "./close-dead-runs.ts";
import { endClient } from "./end-client.ts";
import { noteStreams } from "./note-streams.ts";
import type { Database } from "./open-database.ts";
import { type BeginRequest, LEASE_S, openRun } from "./open-run.ts";
import { type Backend, backendOf, endBackend } from "./prepare-session.ts";
import { noteBusyLanes, readLanesAhead } from "./run-lanes.ts";
import { openSession, RunSession } from "./run-session.ts";
import { runStatement } from "./run-statement.ts";
import { watchConnection } from "./watch-connection.ts";

/**
 * Runs in PostgreSQL. Each open run holds an advisory lock on a connection of its own: when its
 * process dies the server frees the lock at once, so nobody has to wait for a lease to run out. The
 * lease is for connections that die without the server noticing. Both survive a restart of the
 * server: the connection is opened again and the lock taken anew.
 */
export class PostgresRunBook implements RunBook, AsyncDisposable {
  readonly #database: Database;
  readonly #streams: readonly Stream[];
  readonly #sessions = new Map<string, RunSession>();

  constructor(database: Database, streams: readonly Stream[]) {
    this.#database = database;
    this.#streams = streams;
  }

  async begin(request: BeginRequest): Promise<OpenRun | undefined> {
    const lost: Backend[] = [];
    return await this.#database.patience.keepTrying(
      async () => await this.#tryToBegin(request, lost),
    );
  }

  /** `lost` are the server processes of earlier tries: the run of one may have been committed. */
  async #tryToBegin(request: BeginRequest, lost: Backend[]): Promise<OpenRun | undefined> {
    const client = await openSession(this.#database);
    try {
      const run = await watchConnection(this.#database, client, async () => {
        // Freed of its lock, what they left is closed as interrupted and gone on with.
        for (const backend of lost) {
          await endBackend(client, backend);
        }
        await closeDeadRuns(client, this.#streams, request.now);
        await noteStreams(client, this.#streams);
        return await openRun(client, request);
      });
      if (run === undefined) {
        await endClient(client);
        return undefined;
      }
      this.#sessions.set(run.runId, new RunSession(this.#database, run.runId, client));
      return run;
    } catch (error) {
      const backend = backendOf(client);
      lost.push(...(backend === undefined ? [] : [backend]));
      await endClient(client);
      throw error;
    }
  }

  async heartbeat(run: OpenRun, now: number): Promise<void> {
    const session = this.#sessionOf(run);
    const held = await this.#database.patience.keepTrying(
      async () =>
        (await session.query(
          `update billing_ops.run
           set lease_until = clock_timestamp() + $2 * interval '1 second', last_seen_at = $3
           where run_id = $1 and status = 'running'`,
          [run.runId, LEASE_S, new Date(now).toISOString()],
        )) === 1,
    );
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
    const session = this.#sessionOf(run);
    try {
      // Of two tries the second finds the run finished, which is just as well.
      await runStatement(this.#database, {
        text: FINISH,
        values: [
          run.runId,
          end.status,
          end.exitCode,
          new Date(end.now).toISOString(),
          ...countValues(end.counts),
        ],
      });
    } finally {
      this.#sessions.delete(run.runId);
      await session[Symbol.asyncDispose]();
    }
  }

  async noteBusyLanes(run: OpenRun, lanes: readonly string[]): Promise<void> {
    await noteBusyLanes(this.#database, run, lanes);
  }

  async lanesAhead(run: OpenRun): Promise<ReadonlySet<string>> {
    return await readLanesAhead(this.#database, run);
  }

  async syncHistory(): ReturnType<RunBook["syncHistory"]> {
    const { rows } = await runStatement<{ succeeded: Date | null; first: Date | null }>(
      this.#database,
      {
        text: `select max(started_at) filter (where status = 'succeeded') as succeeded,
           min(started_at) as first
         from billing_ops.run where kind <> 'backfill'`,
      },
    );
    return {
      lastSucceededAt: rows[0]?.succeeded?.getTime(),
      firstStartedAt: rows[0]?.first?.getTime(),
    };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    const sessions = [...this.#sessions.values()];
    this.#sessions.clear();
    await Promise.all(sessions.map(async (session) => await session[Symbol.asyncDispose]()));
  }

  #sessionOf(run: OpenRun): RunSession {
    const session = this.#sessions.get(run.runId);
    if (session === undefined) {
      throw new Error("the run is not open");
    }
    return session;
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
