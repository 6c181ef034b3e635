import type { RunKind, RunStatus } from "../../domain/run.ts";
import type { Database } from "./open-database.ts";
import { RUN_LOCK_CLASS } from "./run-lock.ts";
import { runStatement } from "./run-statement.ts";

/** One run as bookkeeping has it; times are epoch milliseconds, counts as text of any size. */
export type RunRecord = {
  readonly runId: string;
  readonly kind: RunKind;
  readonly status: RunStatus;
  readonly exitCode: number | undefined;
  readonly startedAt: number;
  readonly finishedAt: number | undefined;
  /** Whether a process is at it now; a running one that is not alive is closed by the next run. */
  readonly isAlive: boolean;
  readonly slicesPlanned: number;
  readonly slicesLoaded: number;
  readonly slicesFailed: number;
  readonly calls: string;
  readonly throttles: string;
  readonly rowsAdded: string;
  readonly rowsChanged: string;
  readonly rowsRemoved: string;
};

/** The slices that a live run has taken. */
export type Holding = {
  readonly runId: string;
  readonly account: string;
  readonly stream: string;
  /** First day of the month; `0001-01-01` where the stream has none. */
  readonly billMonth: string;
  readonly slices: number;
};

type RunRow = {
  readonly run_id: string;
  readonly kind: RunKind;
  readonly status: RunStatus;
  readonly exit_code: number | null;
  readonly started_at: Date;
  readonly finished_at: Date | null;
  readonly is_alive: boolean;
  readonly slices_planned: number;
  readonly slices_loaded: number;
  readonly slices_failed: number;
  readonly calls: string;
  readonly throttles: string;
  readonly rows_added: string;
  readonly rows_changed: string;
  readonly rows_removed: string;
};

// A process that was killed leaves its row and, for a minute, its lease; only its lock is gone at once.
const IS_ALIVE = `(r.status = 'running' and r.lease_until > clock_timestamp() and exists (
  select from pg_locks l
  where l.locktype = 'advisory' and l.granted and l.objsubid = 2
    and l.classid = ${RUN_LOCK_CLASS}::oid and l.objid = r.run_id::oid
    and l.database = (select oid from pg_database where datname = current_database())))`;

/** The newest runs, newest first. */
export async function readRuns(database: Database, limit: number): Promise<readonly RunRecord[]> {
  const { rows } = await runStatement<RunRow>(database, {
    text: `select run_id, kind, status, exit_code, started_at, finished_at, ${IS_ALIVE} as is_alive,
       slices_planned, slices_loaded, slices_failed, calls, throttles,
       rows_added, rows_changed, rows_removed
     from billing_ops.run r order by r.run_id desc limit $1`,
    values: [limit],
  });
  return rows.map(toRunRecord);
}

/** What live runs hold now, by account, stream and month. */
export async function readHoldings({ pool }: Database): Promise<readonly Holding[]> {
  const { rows } = await pool.query<{
    run_id: string;
    account: string;
    stream: string;
    bill_month: string;
    slices: number;
  }>(
    `select r.run_id, s.account, s.stream, s.bill_month, count(*)::int as slices
     from billing_ops.slice s join billing_ops.run r on r.run_id = s.claimed_by
     where ${IS_ALIVE}
     group by r.run_id, s.account, s.stream, s.bill_month
     order by r.run_id, s.account, s.stream, s.bill_month`,
  );
  return rows.map((row) => ({
    runId: row.run_id,
    account: row.account,
    stream: row.stream,
    billMonth: row.bill_month,
    slices: row.slices,
  }));
}

function toRunRecord(row: RunRow): RunRecord {
  return {
    runId: row.run_id,
    kind: row.kind,
    status: row.status,
    exitCode: row.exit_code ?? undefined,
    startedAt: row.started_at.getTime(),
    finishedAt: row.finished_at?.getTime(),
    isAlive: row.is_alive,
    slicesPlanned: row.slices_planned,
    slicesLoaded: row.slices_loaded,
    slicesFailed: row.slices_failed,
    calls: row.calls,
    throttles: row.throttles,
    rowsAdded: row.rows_added,
    rowsChanged: row.rows_changed,
    rowsRemoved: row.rows_removed,
  };
}
