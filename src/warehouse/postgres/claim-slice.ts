import type { ClientBase } from "pg";
import type { Slice } from "../../domain/slice.ts";
import type { ClaimAnswer, OpenRun } from "../../domain/warehouse.ts";
import { inTransaction } from "./in-transaction.ts";
import type { Database } from "./open-database.ts";
import { sliceParameters } from "./slice-parameters.ts";
import { takeOverStaged } from "./staged-pages.ts";
import { discardStaged } from "./staging.ts";

type SliceRow = {
  readonly row_count: string;
  readonly amount: string | null;
  readonly gate: string | null;
  readonly is_loaded: boolean;
  readonly claimed_by: string | null;
  readonly claim_epoch: string;
};

/**
 * Takes the right to load a slice, unless a live run has it or a run loaded it after this one began.
 * The new epoch is higher than every one before, of any slice. Pages that the claim before it staged
 * a little while ago come with it. `again` takes it although it was loaded since the run began.
 */
export async function claimSlice(
  database: Database,
  run: OpenRun,
  slice: Slice,
  { now, again = false }: { readonly now: number; readonly again?: boolean | undefined },
): Promise<ClaimAnswer> {
  const key = sliceParameters(slice);
  return await inTransaction(database, async (client) => {
    const row = await lockSlice(client, key, run);
    if (row === undefined) {
      return { kind: "held", byRun: await holderOf(client, key) };
    }
    const gate = row.gate ?? undefined;
    if (row.is_loaded && !again) {
      return { kind: "loaded", amount: row.amount, gate };
    }
    // Looked up in a statement of its own, after the row lock: a snapshot from before the wait could
    // miss the run that took the slice meanwhile.
    if (
      row.claimed_by !== null &&
      row.claimed_by !== run.runId &&
      (await isLive(client, row.claimed_by))
    ) {
      return { kind: "held", byRun: row.claimed_by };
    }
    const epoch = await take(client, key, run, now);
    if (epoch === undefined) {
      return { kind: "loaded", amount: row.amount, gate };
    }
    const staged = await takeOverStaged(client, slice.stream, {
      from: row.claim_epoch,
      to: epoch,
      now,
    });
    // What was not taken over belongs to nobody: its epoch is forgotten now.
    await discardStaged(client, slice.stream, row.claim_epoch);
    const { runId } = run;
    const claim = { slice, runId, epoch, rowCount: row.row_count, staged, gate };
    return { kind: "claimed", claim };
  });
}

async function lockSlice(
  client: ClientBase,
  key: readonly string[],
  run: OpenRun,
): Promise<SliceRow | undefined> {
  const { rows } = await client.query<SliceRow>(
    `select row_count, amount, gate, claimed_by, claim_epoch,
       load_epoch > $5 and status in ('loaded', 'empty') as is_loaded
     from billing_ops.slice
     where account = $1 and stream = $2 and uin = $3 and bill_month = $4 for update skip locked`,
    [...key, run.startEpoch],
  );
  return rows[0];
}

// Its row is locked: somebody is loading it at this very moment. Waiting for that would keep a
// connection that other slices need.
async function holderOf(client: ClientBase, key: readonly string[]): Promise<string> {
  const { rows } = await client.query<{ claimed_by: string | null }>(
    `select claimed_by from billing_ops.slice
     where account = $1 and stream = $2 and uin = $3 and bill_month = $4`,
    [...key],
  );
  const [row] = rows;
  if (row === undefined) {
    throw new Error(`slice ${key.join(" ")} was not registered`);
  }
  return row.claimed_by ?? "";
}

async function isLive(client: ClientBase, runId: string): Promise<boolean> {
  const { rows } = await client.query(
    `select from billing_ops.run
     where run_id = $1 and status = 'running' and lease_until > clock_timestamp()`,
    [runId],
  );
  return rows.length > 0;
}

// A month that was closed since it was planned is left as it is: nothing is taken. Behind the row's
// lock, for closing locks it too.
async function take(
  client: ClientBase,
  key: readonly string[],
  run: OpenRun,
  now: number,
): Promise<string | undefined> {
  const { rows } = await client.query<{ claim_epoch: string }>(
    `update billing_ops.slice
     set claim_epoch = nextval('billing_ops.epoch'), claimed_by = $5, last_attempt_at = $6
     where account = $1 and stream = $2 and uin = $3 and bill_month = $4
       and not exists (select from billing_ops.month_state m where m.account = $1 and m.uin = $3
         and m.bill_month = $4 and m.state = 'closed')
     returning claim_epoch`,
    [...key, run.runId, new Date(now).toISOString()],
  );
  return rows[0]?.claim_epoch;
}
