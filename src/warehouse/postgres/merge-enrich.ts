import { type ClientBase, escapeIdentifier } from "pg";
import { type Table, valueColumns } from "../../domain/table.ts";
import type { MergeCounts } from "./merge-replace.ts";
import { mergeParameters, type MergeScope } from "./merge-sql.ts";
import { refuseNamelessMembers } from "./refuse-nameless-members.ts";
import { stagingTable } from "./staging-table.ts";

const id = escapeIdentifier;

/**
 * Fills columns of members that a roster listed with what was staged about them; members that the
 * answer does not mention keep what they had.
 *
 * Throws a `SliceError` of failure `drift` where there are entries and none names its member.
 */
export async function mergeEnrich(
  client: ClientBase,
  table: Table,
  scope: MergeScope,
): Promise<MergeCounts> {
  await refuseNamelessMembers(client, table, scope);
  const { rowCount } = await client.query(enrichSql(table), [...mergeParameters(scope)]);
  return { added: 0, changed: rowCount ?? 0, removed: 0 };
}

function enrichSql(table: Table): string {
  const member = id(table.key[0] ?? "");
  const hash = id(table.hashColumn ?? "content_hash");
  const assignments = valueColumns(table)
    .filter((column) => !table.key.includes(column))
    .map((column) => `${id(column)} = s.${id(column)}`);
  return `update billing.${id(table.name)} t set ${assignments.join(", ")},
      ${id(table.extraColumn ?? "extra")} = s.extra, ${hash} = s.content_hash, run_id = $5, loaded_at = $6
    from (
      select distinct on (${member}) * from ${stagingTable(table)}
      where epoch = $1 order by ${member}, content_hash
    ) s
    where t.account = $2 and t.${member} = s.${member} and t.${hash} is distinct from s.content_hash
      and ($3::text, $4::date, $7::text) is not null`;
}
