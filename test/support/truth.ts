import type { Pool } from "pg";
import { findBookLies } from "./truth/book-lies.ts";
import {
  type Act,
  actOf,
  type Evidence,
  type History,
  type LoadedSlice,
  type LoadRow,
  trueSlicesByKey,
} from "./truth/history.ts";
import { findJournalLies } from "./truth/journal-lies.ts";
import { findRowLies } from "./truth/row-lies.ts";
import { findRunLies } from "./truth/run-lies.ts";
import { findSumLies } from "./truth/sum-lies.ts";
import type { TrueSlice } from "./truth/true-slices.ts";

export type { Act, History } from "./truth/history.ts";

/**
 * Everything in which a warehouse differs from what the vendor said: rows lost, doubled or different,
 * bookkeeping, journal and runs that tell anything but what happened, anything left lying about. One
 * line each; empty where all is well.
 */
export async function findLies(pool: Pool, history: History): Promise<readonly string[]> {
  const { slices, lies } = await readSlices(pool, history);
  const evidence: Evidence = { pool, history, slices };
  return [
    ...lies,
    ...(await findRowLies(evidence)),
    ...(await findBookLies(evidence)),
    ...(await findSumLies(evidence)),
    ...(await findJournalLies(evidence)),
    ...(await findRunLies(evidence)),
  ];
}

async function readSlices(
  pool: Pool,
  history: History,
): Promise<{ readonly slices: readonly LoadedSlice[]; readonly lies: readonly string[] }> {
  const { rows } = await pool.query<LoadRow>(
    `select run_id, concat_ws(' ', account, stream, uin, bill_month) as slice, is_first, row_count,
       amount, rows_added, rows_changed, rows_removed
     from billing_ops.slice_load where stream not in ('customer', 'customer_info') order by load_id`,
  );
  const lastRuns = await readLastRuns(pool);
  const { acts, scope } = history;
  const last = await trueSlicesByKey(lastOf(acts).tenant, scope);
  const loads = Map.groupBy(rows, ({ slice }) => slice);
  const lies: string[] = [];
  const slices: LoadedSlice[] = [];
  for (const key of new Set([...last.keys(), ...lastRuns.keys()])) {
    const truthOf = async (runId: string): Promise<TrueSlice | undefined> => {
      const { tenant } = actOf(history, runId);
      return (await trueSlicesByKey(tenant, scope)).get(key);
    };
    const versions: { load: LoadRow; truth: TrueSlice }[] = [];
    for (const load of loads.get(key) ?? []) {
      const truth = await truthOf(load.run_id);
      if (truth === undefined) {
        lies.push(`nobody asked for ${key}, run ${load.run_id} loaded it`);
      } else {
        versions.push({ load, truth });
      }
    }
    const lastRun = lastRuns.get(key);
    if (lastRun === undefined || versions.length === 0) {
      lies.push(`lost: ${key} was never loaded`);
    }
    slices.push({
      key,
      versions,
      present: lastRun === undefined ? undefined : await truthOf(lastRun),
    });
  }
  return { slices, lies };
}

/** The run that last loaded each slice, whether that changed anything or not. */
async function readLastRuns(pool: Pool): Promise<ReadonlyMap<string, string>> {
  const { rows } = await pool.query<{ slice: string; last_run_id: string }>(
    `select concat_ws(' ', account, stream, uin, bill_month) as slice, last_run_id
     from billing_ops.slice
     where stream not in ('customer', 'customer_info') and last_run_id is not null`,
  );
  return new Map(rows.map(({ slice, last_run_id }) => [slice, last_run_id]));
}

function lastOf(acts: readonly Act[]): Act {
  const last = acts.at(-1);
  if (last === undefined) {
    throw new RangeError("a history has at least one act");
  }
  return last;
}
