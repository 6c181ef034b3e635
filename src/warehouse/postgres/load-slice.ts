import { type ClientBase, escapeIdentifier } from "pg";
import { AbortError } from "../../domain/abort-error.ts";
import { SliceError } from "../../domain/slice-error.ts";
import { describeSlice } from "../../domain/slice.ts";
import type { Table, WriteMode } from "../../domain/table.ts";
import type { Claim, LoadResult } from "../../domain/warehouse.ts";
import { countExtraFields, type ExtraFields } from "./count-extra-fields.ts";
import { inTransaction } from "./in-transaction.ts";
import { mergeEnrich } from "./merge-enrich.ts";
import { type MergeCounts, mergeReplace } from "./merge-replace.ts";
import { mergeRoster } from "./merge-roster.ts";
import type { MergeScope } from "./merge-sql.ts";
import type { Database } from "./open-database.ts";
import { readOwnLoad } from "./read-own-load.ts";
import { sliceParameters } from "./slice-parameters.ts";
import { stagingTable } from "./staging-table.ts";
import { discardStaged } from "./staging.ts";

// The planner has no statistics of what was staged a second ago and takes a million lines for one:
// a nested loop over them then runs for minutes (223 s against 0.6 s, seen with 200,000 lines of
// which 2,000 differed). Hash joins cost the same whatever it guesses. The memory is enough to hash
// a large slice's keys, little enough for a small server.
const PLANNER_SETTINGS = `
  set local enable_nestloop = off; set local jit = off; set local work_mem = '64MB'`;

/**
 * Makes the slice exactly what its claim staged, with its bookkeeping, in one transaction: readers
 * see the old slice or the new one. The claim is free afterwards, and nothing stays staged.
 *
 * Where the answer to an earlier attempt's COMMIT was lost, finds out what came of it.
 *
 * Throws a `SliceError` where the rows contradict the table, of failure `inconsistent` where
 * PostgreSQL has not kept the `stagedRows` that the first table's pages had; an `AbortError` of
 * reason `fenced` where a later claim has taken the slice, of reason `database` where it is gone.
 */
export async function loadSlice(
  database: Database,
  claim: Claim,
  { stagedRows, now }: { readonly stagedRows: number; readonly now: number },
): Promise<LoadResult> {
  const work = async (client: ClientBase, attempt: number): Promise<LoadResult> => {
    const done = attempt > 1 ? await readOwnLoad(client, claim) : undefined;
    if (done !== undefined) {
      return done;
    }
    await client.query(PLANNER_SETTINGS);
    const isFirst = await holdClaim(client, claim);
    const scope = mergeScope(claim, now);
    const staged = await sumStaged(client, claim);
    // A server that crashes empties unlogged tables: the pages staged since would pass for the bill.
    if (staged.rows !== stagedRows) {
      throw new SliceError("inconsistent", `${staged.rows} of ${stagedRows} staged rows are left`, {
        code: "StagingLost",
        hint: "PostgreSQL has crashed and started again; the bill is read anew",
      });
    }
    const { tables } = claim.slice.stream;
    const counts: MergeCounts[] = [];
    for (const table of tables) {
      counts.push(await MERGE_BY_MODE[table.mode](client, table, scope, !isFirst));
    }
    const total = addCounts(counts);
    // Most bills keep nothing there: then the lines are not read once more to find that out.
    const keeping = staged.extras === 0 ? tables.slice(1) : tables;
    const extra = await countExtraFields(client, keeping, claim.epoch);
    await discardStaged(client, claim.slice.stream, claim.epoch);
    await noteLoad(client, claim, { ...total, ...staged, extra, isFirst, now });
    return {
      status: staged.rows === 0 ? "empty" : "loaded",
      rows: staged.rows,
      rowsAdded: total.added,
      rowsChanged: total.changed,
      rowsRemoved: total.removed,
      unknownFields: extra.unknown,
    };
  };
  return await inTransaction(database, work, { exhausted: "fail-slice" });
}

type Merge = (
  client: ClientBase,
  table: Table,
  scope: MergeScope,
  withJournal: boolean,
) => Promise<MergeCounts>;

const MERGE_BY_MODE: Readonly<Record<WriteMode, Merge>> = {
  replace: mergeReplace,
  roster: mergeRoster,
  enrich: mergeEnrich,
};

// Locks the slice's row until the commit: a process that woke up after it lost its lease finds a
// newer epoch here and cannot write over what the new owner loads.
async function holdClaim(client: ClientBase, claim: Claim): Promise<boolean> {
  const { rows } = await client.query<{ is_first: boolean }>(
    `select last_success_at is null as is_first from billing_ops.slice
     where account = $1 and stream = $2 and uin = $3 and bill_month = $4
       and claim_epoch = $5 and claimed_by = $6 for update`,
    [...sliceParameters(claim.slice), claim.epoch, claim.runId],
  );
  const [row] = rows;
  if (row === undefined) {
    throw new AbortError("fenced", `another run has taken over ${describeSlice(claim.slice)}`, {
      code: "Fenced",
      hint: "this process was taken for dead; the other run loads the slice",
    });
  }
  return row.is_first;
}

function mergeScope({ slice, epoch, runId }: Claim, now: number): MergeScope {
  const [account, stream, uin, billMonth] = sliceParameters(slice);
  return { epoch, account, uin, billMonth, runId, now: new Date(now).toISOString(), stream };
}

type StagedSum = {
  readonly rows: number;
  readonly amount: string | null;
  /** Rows that keep something in `extra`. */
  readonly extras: number;
};

async function sumStaged(client: ClientBase, { slice, epoch }: Claim): Promise<StagedSum> {
  const [table] = slice.stream.tables;
  if (table === undefined) {
    return { rows: 0, amount: null, extras: 0 };
  }
  const amount = table.amount === undefined ? "null::numeric" : escapeIdentifier(table.amount);
  const { rows } = await client.query<StagedSum>(
    `select count(*)::int as rows, sum(${amount})::text as amount, count(extra)::int as extras
     from ${stagingTable(table)} where epoch = $1`,
    [epoch],
  );
  return rows[0] ?? { rows: 0, amount: null, extras: 0 };
}

function addCounts(counts: readonly MergeCounts[]): MergeCounts {
  return {
    added: counts.reduce((sum, { added }) => sum + added, 0),
    changed: counts.reduce((sum, { changed }) => sum + changed, 0),
    removed: counts.reduce((sum, { removed }) => sum + removed, 0),
  };
}

type LoadNote = MergeCounts & {
  readonly rows: number;
  readonly amount: string | null;
  readonly extra: ExtraFields;
  readonly isFirst: boolean;
  readonly now: number;
};

async function noteLoad(client: ClientBase, claim: Claim, note: LoadNote): Promise<void> {
  const key = sliceParameters(claim.slice);
  const at = new Date(note.now).toISOString();
  const hasChanged = note.isFirst || note.added + note.changed + note.removed > 0;
  const hasAmount = claim.slice.stream.tables[0]?.amount !== undefined;
  const amount = hasAmount ? (note.amount ?? "0") : null;
  await client.query(
    `update billing_ops.slice set status = $5, row_count = $6, amount = $7, last_success_at = $8,
       last_changed_at = case when $9 then $8 else last_changed_at end, last_attempt_at = $8,
       error_code = null, error_message = null, request_id = null,
       unknown_fields = nullif($10::jsonb, '{}'), raw_fields = nullif($11::jsonb, '{}'),
       claimed_by = null, load_epoch = nextval('billing_ops.epoch')
     where account = $1 and stream = $2 and uin = $3 and bill_month = $4`,
    [
      ...key,
      note.rows === 0 ? "empty" : "loaded",
      note.rows,
      amount,
      at,
      hasChanged,
      JSON.stringify(note.extra.unknown),
      JSON.stringify(note.extra.raw),
    ],
  );
  await client.query(
    `insert into billing_ops.slice_load (account, stream, uin, bill_month, run_id, is_first,
       row_count, amount, rows_added, rows_changed, rows_removed, loaded_at)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)`,
    [
      ...key,
      claim.runId,
      note.isFirst,
      note.rows,
      amount,
      note.added,
      note.changed,
      note.removed,
      at,
    ],
  );
}
