import { type ClientBase, escapeIdentifier } from "pg";
import { AbortError } from "../../domain/abort-error.ts";
import { SliceError } from "../../domain/slice-error.ts";
import { describeSlice } from "../../domain/slice.ts";
import type { Table, WriteMode } from "../../domain/table.ts";
import type { Claim, LoadResult } from "../../domain/warehouse.ts";
import { countExtraFields } from "./count-extra-fields.ts";
import { inTransaction } from "./in-transaction.ts";
import { loadDimensions } from "./load-dimensions.ts";
import { mergeEnrich } from "./merge-enrich.ts";
import { type MergeCounts, mergeReplace } from "./merge-replace.ts";
import { mergeRoster } from "./merge-roster.ts";
import type { MergeScope } from "./merge-sql.ts";
import { noteLoad } from "./note-load.ts";
import { noteUnknownNames } from "./note-unknown-names.ts";
import type { Database } from "./open-database.ts";
import { readOwnLoad } from "./read-own-load.ts";
import { rollUp } from "./roll-up.ts";
import { sliceParameters } from "./slice-parameters.ts";
import { stagingTable } from "./staging-table.ts";
import { discardStaged } from "./staging.ts";

// The planner has no statistics of what was staged a second ago and takes a million lines for one:
// a nested loop over them then runs for minutes (223 s against 0.6 s, seen with 200,000 lines of
// which 2,000 differed). Hash joins cost the same whatever it guesses. The memory is enough to hash
// a large slice's keys, little enough for a small server.
const PLANNER_SETTINGS = `
  set local enable_nestloop = off; set local jit = off; set local work_mem = '64MB'`;

type LoadOptions = {
  readonly stagedRows: number;
  readonly now: number;
  readonly gate?: string | undefined;
};

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
  { stagedRows, now, gate }: LoadOptions,
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
    const counts: MergedTable[] = [];
    for (const table of tables) {
      const merged = await MERGE_BY_MODE[table.mode](client, table, scope, !isFirst);
      counts.push(merged);
      if (merged.added + merged.changed + merged.removed > 0) {
        await rollUp(client, table, scope);
      }
    }
    const total = addCounts(counts);
    // Most bills keep nothing there: then the lines are not read once more to find that out.
    const keeping = staged.extras === 0 ? tables.slice(1) : tables;
    const extra = await countExtraFields(client, keeping, claim.epoch);
    const promised = await readPromised(client, claim.epoch);
    await loadDimensions(client, claim.slice.stream, { epoch: claim.epoch, now });
    await noteUnknownNames(client, claim.slice, claim.epoch);
    await discardStaged(client, claim.slice.stream, claim.epoch);
    const rows = counts[0]?.members ?? staged.rows;
    const amount = amountOf(claim, staged.amount);
    await noteLoad(client, claim, { ...total, rows, amount, extra, isFirst, now, promised, gate });
    return {
      status: rows === 0 ? "empty" : "loaded",
      rows,
      amount,
      rowsAdded: total.added,
      rowsChanged: total.changed,
      rowsRemoved: total.removed,
      unknownFields: extra.unknown,
    };
  };
  return await inTransaction(database, work, { exhausted: "fail-slice" });
}

/** `members` are those on a list: its entries may name one twice, or nobody. */
type MergedTable = MergeCounts & { readonly members?: number };

type Merge = (
  client: ClientBase,
  table: Table,
  scope: MergeScope,
  withJournal: boolean,
) => Promise<MergedTable>;

const MERGE_BY_MODE: Readonly<Record<WriteMode, Merge>> = {
  replace: mergeReplace,
  roster: mergeRoster,
  enrich: mergeEnrich,
};

// What the API promised last of each request: in the running month the promise may grow on the way.
async function readPromised(client: ClientBase, epoch: string): Promise<string | null> {
  const { rows } = await client.query<{ promised: string | null }>(
    `select sum(promised)::text as promised from (
       select max(promised) as promised from billing_ops.staged_page
       where epoch = $1 group by request) requests`,
    [epoch],
  );
  return rows[0]?.promised ?? null;
}

/** The slice's charged amount: '0' for an empty bill, null for a stream without amounts. */
function amountOf({ slice }: Claim, sum: string | null): string | null {
  return slice.stream.tables[0]?.amount === undefined ? null : (sum ?? "0");
}

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
