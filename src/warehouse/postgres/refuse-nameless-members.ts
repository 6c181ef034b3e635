import { type ClientBase, escapeIdentifier } from "pg";
import { SliceError } from "../../domain/slice-error.ts";
import type { Table } from "../../domain/table.ts";
import type { MergeScope } from "./merge-sql.ts";
import { stagingTable } from "./staging-table.ts";

/**
 * Throws a `SliceError` of failure `drift` where there are staged entries about members and none says
 * whom it is about: the field that names them is gone or means something else. One that does not is
 * left out by the merge; all of them would empty the list.
 */
export async function refuseNamelessMembers(
  client: ClientBase,
  table: Table,
  { epoch, stream }: Pick<MergeScope, "epoch" | "stream">,
): Promise<void> {
  const [member = ""] = table.key;
  const { rows } = await client.query<{ entries: number; named: number }>(
    `select count(*)::int as entries, count(*) filter (where ${isMember(member)})::int as named
     from ${stagingTable(table)} where epoch = $1`,
    [epoch],
  );
  const { entries, named } = rows[0] ?? { entries: 0, named: 0 };
  if (entries > 0 && named === 0) {
    const field = table.columns[member]?.field ?? member;
    const problem = `${stream}: field ${field} is missing or names nobody in all ${entries} entries`;
    throw new SliceError("drift", problem, {
      code: "Drift",
      hint: "the last list is used; the API no longer fits this stream's declaration: please report it",
    });
  }
}

// Null, a dash and blanks name nobody.
function isMember(member: string): string {
  return `${escapeIdentifier(member)} ~ '^[1-9][0-9]*$'`;
}
