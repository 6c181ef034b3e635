import type { Table } from "../../../src/domain/table.ts";
import type { ExpectedRow, ExpectedSlice } from "./expected-slice.ts";
import { isMember } from "./judge.ts";
import { difference, textOf } from "./row-difference.ts";
import type { StoredRow } from "./slice-rows.ts";

/** Compares an account's members with what a list, or facts about them, said; `members` were known before. */
export function compareMembers(
  table: Table,
  { records }: ExpectedSlice,
  { rows, members }: { readonly rows: readonly StoredRow[]; readonly members: readonly string[] },
): string | undefined {
  const said = Map.groupBy(
    records.map(({ row }) => row).filter((row) => isMember(row["customer_uin"])),
    (row) => row["customer_uin"] ?? "",
  );
  const known = table.mode === "roster" ? new Set([...members, ...said.keys()]) : new Set(members);
  const problem = difference(
    "members",
    [...known],
    rows.map((row) => row["customer_uin"]),
  );
  return (
    problem ??
    rows.map((row) => memberProblem(table, row, said)).find((found) => found !== undefined)
  );
}

// A member that is listed twice says one of the two things.
function memberProblem(
  { mode }: Table,
  { unbound_at, ...row }: StoredRow,
  said: ReadonlyMap<string, readonly ExpectedRow[]>,
): string | undefined {
  const candidates = said.get(row["customer_uin"] ?? "") ?? [];
  if (mode === "roster" && (unbound_at === null) !== candidates.length > 0) {
    return `${row["customer_uin"]} is ${unbound_at === null ? "bound" : "unbound"}`;
  }
  const isSaid = candidates.some((candidate) => textOf(candidate) === textOf(row));
  return candidates.length === 0 || isSaid
    ? undefined
    : difference("member", candidates.slice(0, 1), [row]);
}
