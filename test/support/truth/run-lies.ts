import { type Act, actOf, type Evidence } from "./history.ts";

type RunRow = {
  readonly run_id: string;
  readonly status: string;
  readonly exit_code: number | null;
  readonly is_closed: boolean;
  readonly calls: string;
  readonly slices_planned: number;
  readonly slices_loaded: number;
  readonly slices_failed: number;
  readonly rows: string;
  readonly loaded_rows: string;
  readonly continues: string | null;
  /** The run of the same work before it, where that was cut off. */
  readonly cut_off: string | null;
};

const STATUS_BY_EXIT: Readonly<Record<number, string>> = {
  0: "succeeded",
  1: "failed",
  3: "partial",
  4: "mismatch",
  5: "partial",
  6: "failed",
  8: "interrupted",
  75: "interrupted",
};

/** Runs whose rows say anything but what became of their processes. */
export async function findRunLies({ pool, history }: Evidence): Promise<readonly string[]> {
  const { rows } = await pool.query<RunRow>(
    `select r.run_id, status, exit_code, finished_at >= started_at as is_closed, calls, slices_planned,
       slices_loaded, slices_failed, r.rows_added + r.rows_changed + r.rows_removed as rows, continues,
       (select coalesce(sum(l.rows_added + l.rows_changed + l.rows_removed), 0)
        from billing_ops.slice_load l where l.run_id = r.run_id) as loaded_rows,
       (select case when b.status = 'interrupted' then b.run_id end from billing_ops.run b
        where b.run_id < r.run_id and b.kind = r.kind and b.scope = r.scope
        order by b.run_id desc limit 1) as cut_off
     from billing_ops.run r order by r.run_id`,
  );
  return rows.flatMap((row) =>
    problemsOf(row, actOf(history, row.run_id)).map(
      (problem) => `different: run ${row.run_id} (${row.status}) ${problem}`,
    ),
  );
}

function problemsOf(row: RunRow, act: Act): readonly string[] {
  // A process that was killed after its last COMMIT has done all it says.
  const isCutOff = act.exitCode === undefined && row.status === "interrupted";
  return [
    ...(row.is_closed ? [] : ["was not closed"]),
    ...(row.continues === row.cut_off
      ? []
      : [`continues ${row.continues}, where ${row.cut_off} was cut off`]),
    ...(isCutOff ? exitProblems(row, 75) : finishedProblems(row, act)),
  ];
}

function exitProblems({ exit_code, status }: RunRow, truth: number): readonly string[] {
  return exit_code === truth && status === STATUS_BY_EXIT[truth]
    ? []
    : [`has the exit code ${exit_code}, its process had ${truth}`];
}

function finishedProblems(row: RunRow, { exitCode, calls }: Act): readonly string[] {
  const { slices_loaded: loaded, slices_planned: planned } = row;
  return [
    ...exitProblems(row, exitCode ?? row.exit_code ?? -1),
    ...(row.slices_failed === 0 && loaded === planned
      ? []
      : [`loaded ${loaded} of ${planned} slices`]),
    ...(row.rows === row.loaded_rows
      ? []
      : [`counts ${row.rows} rows, its loads have ${row.loaded_rows}`]),
    ...(calls === undefined || calls === Number(row.calls)
      ? []
      : [`counts ${row.calls} calls, the vendor had ${calls}`]),
  ];
}
