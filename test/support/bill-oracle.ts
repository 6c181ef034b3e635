import type { TextRow } from "./read-table.ts";

/** One journal entry, as a comparison of two states of a table says it should be. */
type Entry = {
  readonly line_id: string | null;
  readonly change: "added" | "changed" | "removed" | "rekeyed";
  readonly old_amount: unknown;
  readonly new_amount: unknown;
  readonly changed_fields: readonly string[] | null;
};

/** What a load that turned `before` into `after` must have counted, journalled and left alone. */
export type Expectation = {
  readonly counts: {
    readonly rows: number;
    readonly rowsAdded: number;
    readonly rowsChanged: number;
    readonly rowsRemoved: number;
  };
  readonly journal: readonly Entry[];
  /** Line ids of the rows that must lie where they lay, written by who wrote them. */
  readonly untouched: readonly string[];
};

/** Columns that say how a row got there, and not what it says. */
const ABOUT_THE_LOAD = new Set(["in_table", "ctid", "xmin", "content_hash", "run_id", "loaded_at"]);

/** Compares two states of a slice of bill lines. `anyAmount` stands for sums, which it does not compute. */
export function expectationOf(
  before: readonly TextRow[],
  after: readonly TextRow[],
  anyAmount: unknown,
): Expectation {
  if (isRekeyed(before, after)) {
    const amounts = { old_amount: anyAmount, new_amount: anyAmount };
    return {
      counts: counts(after.length, { added: after.length, changed: 0, removed: before.length }),
      journal: [{ line_id: null, change: "rekeyed", ...amounts, changed_fields: null }],
      untouched: [],
    };
  }
  const journal = differences(before, after);
  const touched = new Set(journal.map(({ line_id }) => line_id));
  const count = (change: Entry["change"]): number =>
    journal.filter((entry) => entry.change === change).length;
  return {
    counts: counts(after.length, {
      added: count("added"),
      changed: count("changed"),
      removed: count("removed"),
    }),
    journal,
    untouched: lineIds(after).filter((line) => !touched.has(line)),
  };
}

/** The line ids of rows that are in `after` exactly as they lay in `before`. */
export function unmoved(before: readonly TextRow[], after: readonly TextRow[]): readonly string[] {
  const places = new Map(before.map((row) => [row["line_id"], placeOf(row)]));
  return lineIds(after.filter((row) => places.get(row["line_id"] ?? "") === placeOf(row)));
}

/** In the order of their code units. */
export function lineIds(rows: readonly TextRow[]): readonly string[] {
  return sorted(rows.map((row) => row["line_id"] ?? ""));
}

function counts(
  rows: number,
  { added, changed, removed }: { added: number; changed: number; removed: number },
): Expectation["counts"] {
  return { rows, rowsAdded: added, rowsChanged: changed, rowsRemoved: removed };
}

function isRekeyed(before: readonly TextRow[], after: readonly TextRow[]): boolean {
  return ["hashes ids", "ids hashes"].includes(`${keyKinds(before)} ${keyKinds(after)}`);
}

function keyKinds(rows: readonly TextRow[]): string {
  return [
    ...new Set(lineIds(rows).map((line) => (line.startsWith("h1:") ? "hashes" : "ids"))),
  ].join();
}

function differences(before: readonly TextRow[], after: readonly TextRow[]): readonly Entry[] {
  const old = new Map(before.map((row) => [row["line_id"] ?? "", row]));
  const now = new Map(after.map((row) => [row["line_id"] ?? "", row]));
  return sorted([...new Set([...old.keys(), ...now.keys()])]).flatMap((line) =>
    difference(line, old.get(line), now.get(line)),
  );
}

function difference(
  line_id: string,
  old: TextRow | undefined,
  now: TextRow | undefined,
): readonly Entry[] {
  const amounts = {
    old_amount: old?.["total_cost"] ?? null,
    new_amount: now?.["total_cost"] ?? null,
  };
  if (old === undefined || now === undefined) {
    const change = old === undefined ? "added" : "removed";
    return [{ line_id, change, ...amounts, changed_fields: null }];
  }
  const changed_fields = sorted(
    Object.keys(now).filter((column) => !ABOUT_THE_LOAD.has(column) && now[column] !== old[column]),
  );
  return changed_fields.length === 0
    ? []
    : [{ line_id, change: "changed", ...amounts, changed_fields }];
}

function placeOf(row: TextRow): string {
  return `${row["in_table"]} ${row["ctid"]} ${row["xmin"]}`;
}

function sorted(texts: readonly string[]): readonly string[] {
  return texts.toSorted((a, b) => (a < b ? -1 : a > b ? 1 : 0));
}
