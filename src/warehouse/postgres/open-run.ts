import type { ClientBase } from "pg";
import type { RunKind, RunScope } from "../../domain/run.ts";
import type { OpenRun } from "../../domain/warehouse.ts";
import { RUN_LOCK_CLASS } from "./run-lock.ts";

export type BeginRequest = {
  readonly kind: RunKind;
  readonly scope: RunScope;
  /** Epoch milliseconds. */
  readonly now: number;
  /** The scheduled instant it is begun for, epoch milliseconds. */
  readonly tickAt?: number;
};

/** A live run prolongs its lease four times as often; without it a run is taken for dead. */
export const LEASE_S = 60;

const CONTINUE_WITHIN_MS = 20 * 3_600_000;

/** The run that a new one goes on with, and from which epoch on its loads count. */
type Earlier = { readonly runId: string; readonly startEpoch: string | undefined };

type Beginning =
  | { readonly kind: "taken" }
  | {
      readonly kind: "open";
      readonly tickAt: number | undefined;
      readonly earlier: Earlier | undefined;
    };

/**
 * Notes a new run and takes its lock, on the session that will hold it. Undefined where its tick
 * was run before, or is being run by another.
 */
export async function openRun(
  session: ClientBase,
  request: BeginRequest,
): Promise<OpenRun | undefined> {
  for (;;) {
    await session.query("begin");
    const beginning = await findBeginning(session, request);
    const run = beginning.kind === "taken" ? undefined : await insert(session, request, beginning);
    await session.query("commit");
    // Another process began the same tick, or went on with the same run, at this very moment: what
    // is left to do is looked up anew. Each round has one winner, so this ends.
    if (run !== undefined || beginning.kind === "taken") {
      return run;
    }
  }
}

async function findBeginning(session: ClientBase, request: BeginRequest): Promise<Beginning> {
  const tick = request.tickAt === undefined ? undefined : await findTick(session, request.tickAt);
  if (tick !== undefined && tick.status !== "interrupted") {
    return { kind: "taken" };
  }
  const continued = await findContinued(session, request);
  if (tick === undefined) {
    return { kind: "open", tickAt: request.tickAt, earlier: continued };
  }
  // The tick is its first run's; what goes on with it is found through that run.
  const startEpoch = continued?.runId === tick.runId ? continued.startEpoch : undefined;
  return { kind: "open", tickAt: undefined, earlier: { runId: tick.runId, startEpoch } };
}

// Follows the tick's run through those that went on with it, to the newest.
async function findTick(
  session: ClientBase,
  tickAt: number,
): Promise<{ readonly runId: string; readonly status: string } | undefined> {
  const { rows } = await session.query<{ run_id: string; status: string }>(
    `with recursive chain as (
       select run_id, status from billing_ops.run where tick_at = $1
       union all
       select r.run_id, r.status from billing_ops.run r join chain on r.continues = chain.run_id)
     select run_id, status from chain order by run_id desc limit 1`,
    [new Date(tickAt).toISOString()],
  );
  const [row] = rows;
  return row === undefined ? undefined : { runId: row.run_id, status: row.status };
}

async function findContinued(
  session: ClientBase,
  { kind, scope, now }: BeginRequest,
): Promise<Earlier | undefined> {
  const { rows } = await session.query<{ run_id: string; start_epoch: string }>(
    `select run_id, start_epoch from billing_ops.run
     where status = 'interrupted' and last_seen_at > $3
       and run_id = (select max(run_id) from billing_ops.run where kind = $1 and scope = $2::jsonb)`,
    [kind, JSON.stringify(scope), new Date(now - CONTINUE_WITHIN_MS).toISOString()],
  );
  const [row] = rows;
  return row === undefined ? undefined : { runId: row.run_id, startEpoch: row.start_epoch };
}

// The lock is taken before others can see the row: a visible run without its lock would be closed
// as dead by the next process that looks.
async function insert(
  session: ClientBase,
  request: BeginRequest,
  {
    tickAt,
    earlier,
  }: { readonly tickAt: number | undefined; readonly earlier: Earlier | undefined },
): Promise<OpenRun | undefined> {
  const { rows } = await session.query<{ run_id: string; start_epoch: string }>(
    `insert into billing_ops.run
       (kind, status, scope, tick_at, continues, start_epoch, started_at, last_seen_at, lease_until)
     select $1, 'running', $2, $3, $4, coalesce($5, nextval('billing_ops.epoch')), $6, $6,
       clock_timestamp() + $7 * interval '1 second'
     on conflict do nothing
     returning run_id, start_epoch`,
    [
      request.kind,
      JSON.stringify(request.scope),
      tickAt === undefined ? null : new Date(tickAt).toISOString(),
      earlier?.runId ?? null,
      earlier?.startEpoch ?? null,
      new Date(request.now).toISOString(),
      LEASE_S,
    ],
  );
  const [row] = rows;
  if (row === undefined) {
    return undefined;
  }
  await session.query("select pg_advisory_lock($1, $2)", [RUN_LOCK_CLASS, row.run_id]);
  return {
    runId: row.run_id,
    kind: request.kind,
    continues: earlier?.runId,
    startEpoch: row.start_epoch,
  };
}
