import { type Evidence, keyOf, type LoadedSlice } from "./history.ts";
import type { TrueSlice } from "./true-slices.ts";
import { isSum, mainSum } from "./true-sums.ts";

type SliceRow = {
  readonly slice: string;
  readonly status: string;
  readonly row_count: string;
  readonly amount: string | null;
  readonly error_code: string | null;
  readonly is_claimed: boolean;
};

/** Where `slice` and `slice_load` say anything but what was loaded, and what was left behind. */
export async function findBookLies(evidence: Evidence): Promise<readonly string[]> {
  return [
    ...(await findSliceLies(evidence)),
    ...evidence.slices.flatMap(findLoadLies),
    ...(await findLeftovers(evidence)),
  ];
}

async function findSliceLies({ pool, slices }: Evidence): Promise<readonly string[]> {
  const { rows } = await pool.query<SliceRow>(
    `select concat_ws(' ', account, stream, uin, bill_month) as slice, status, row_count, amount,
       error_code, claimed_by is not null as is_claimed
     from billing_ops.slice`,
  );
  const lies = rows
    .filter((row) => row.is_claimed || row.error_code !== null || row.status === "pending")
    .map(
      ({ slice, status, error_code, is_claimed }) =>
        `left behind: ${slice} is ${status}, error ${error_code}, ${is_claimed ? "claimed" : "free"}`,
    );
  const books = new Map(rows.map((row) => [row.slice, row]));
  for (const { key, present: truth } of slices) {
    const row = books.get(key);
    if (truth !== undefined && (row === undefined || !isTrueState(row, truth))) {
      const { rows: count, amount } = mainSum(truth);
      lies.push(
        `different: slice ${key} says ${row?.status} ${row?.row_count} ${row?.amount}, not ${count} ${amount}e-8`,
      );
    }
  }
  return lies;
}

function isTrueState(row: SliceRow, truth: TrueSlice): boolean {
  const status = mainSum(truth).rows === 0 ? "empty" : "loaded";
  return row.status === status && isSum(row, truth);
}

function findLoadLies({ key, versions }: LoadedSlice): readonly string[] {
  return versions.flatMap(({ load, truth }, index) => [
    ...(load.is_first === (index === 0) ? [] : [`doubled: the first load of ${key}`]),
    ...(isSum(load, truth)
      ? []
      : [`different: slice_load ${keyOf(truth)} says ${load.row_count} rows, ${load.amount}`]),
  ]);
}

/** Staged pages that nobody will load, and claims of nobody. */
async function findLeftovers({ pool }: Evidence): Promise<readonly string[]> {
  const { rows: tables } = await pool.query<{ name: string }>(
    `select table_name as name from information_schema.tables
     where table_schema = 'billing_ops' and table_name like 'stage%'`,
  );
  const lies: string[] = [];
  for (const { name } of tables) {
    const { rows } = await pool.query<{ rows: string }>(
      `select count(*) as rows from billing_ops.${name}`,
    );
    if (rows[0]?.rows !== "0") {
      lies.push(`left behind: ${rows[0]?.rows} rows in billing_ops.${name}`);
    }
  }
  return lies;
}
