import { DatabaseError, type Pool } from "pg";

/** What a database looks like between two processes. */
export type Scene = {
  /** How far the last process got. */
  readonly where:
    | "before there was a schema"
    | "before its run began"
    | "with nothing in hand"
    | "with slices in hand"
    | "with pages staged"
    | "after its run had ended";
  readonly lastRunId: string;
  /** Slices that the runs have loaded which the next one goes on with. */
  readonly loadedSinceCutOff: number;
};

/** Where everything begins. */
export const NOWHERE: Scene = {
  where: "before there was a schema",
  lastRunId: "0",
  loadedSinceCutOff: 0,
};

type SceneRow = {
  readonly last_run_id: string;
  readonly loaded: number;
  readonly is_running: boolean;
  readonly claims: number;
  readonly pages: number;
};

/** Looks at a database after a process that came when `runIdBefore` was the last run. */
export async function sceneOf(pool: Pool, runIdBefore: string): Promise<Scene> {
  const row = await read(pool);
  if (row === undefined) {
    return NOWHERE;
  }
  const where = whereOf(row, runIdBefore);
  return { where, lastRunId: row.last_run_id, loadedSinceCutOff: row.loaded };
}

function whereOf(
  { is_running, claims, pages, last_run_id }: SceneRow,
  runIdBefore: string,
): Scene["where"] {
  if (last_run_id === runIdBefore) {
    return "before its run began";
  }
  if (!is_running) {
    return "after its run had ended";
  }
  if (pages > 0) {
    return "with pages staged";
  }
  return claims > 0 ? "with slices in hand" : "with nothing in hand";
}

async function read(pool: Pool): Promise<SceneRow | undefined> {
  try {
    const { rows } = await pool.query<SceneRow>(
      `select coalesce(max(run_id), 0)::text as last_run_id,
         coalesce(bool_or(status = 'running'), false) as is_running,
         (select count(*)::int from billing_ops.slice where claimed_by is not null) as claims,
         (select count(*)::int from billing_ops.staged_page) as pages,
         (select count(*)::int from billing_ops.slice_load where run_id > coalesce(
           (select max(run_id) from billing_ops.run where status not in ('running', 'interrupted')), 0)) as loaded
       from billing_ops.run`,
    );
    return rows[0];
  } catch (error) {
    if (error instanceof DatabaseError && ["3F000", "42P01"].includes(error.code ?? "")) {
      return undefined;
    }
    throw error;
  }
}
