import { type ClientBase, escapeIdentifier, escapeLiteral } from "pg";
import { SliceError } from "../../domain/slice-error.ts";
import type { Table } from "../../domain/table.ts";
import type { MergeCounts } from "./merge-replace.ts";
import { mergeParameters, type MergeScope } from "./merge-sql.ts";
import { refuseNamelessMembers } from "./refuse-nameless-members.ts";
import { stagingTable } from "./staging-table.ts";

const id = escapeIdentifier;

/**
 * Brings a roster up to the staged list: new members are added, members on it are marked as seen,
 * members that are missing are marked as unbound. Nobody is ever deleted. `withJournal` notes every
 * difference; by it the list has one row more for who came or came back, and one less for who left.
 *
 * Throws a `SliceError` for an empty list where members were known: a list that lost everyone is an
 * error of the source far more often than the truth, and it would unbind every customer. So it does,
 * of failure `drift`, for a list of which no entry names anybody.
 */
export async function mergeRoster(
  client: ClientBase,
  table: Table,
  scope: MergeScope,
  withJournal: boolean,
): Promise<RosterCounts> {
  await refuseNamelessMembers(client, table, scope);
  const statements = rosterSql(table);
  const parameters = [...mergeParameters(scope)];
  const { rows } = await client.query<{ staged: number; known: number }>(
    statements.count,
    parameters,
  );
  if (rows[0]?.staged === 0 && rows[0].known > 0) {
    throw new SliceError("failed", `the list is empty, but ${rows[0].known} members were known`, {
      code: "EmptyList",
      hint: "the last list is used; if the account really has no customers left, remove the account",
    });
  }
  const merge = withJournal ? statements.mergeWithJournal : statements.merge;
  const { rows: counts } = await client.query<MergeCounts>(merge, parameters);
  return { ...(counts[0] ?? { added: 0, changed: 0, removed: 0 }), members: rows[0]?.staged ?? 0 };
}

/** What changed, and how many members are on the list now. */
export type RosterCounts = MergeCounts & { readonly members: number };

type RosterSql = {
  readonly count: string;
  readonly merge: string;
  readonly mergeWithJournal: string;
};

function rosterSql(table: Table): RosterSql {
  const target = `billing.${id(table.name)}`;
  const member = id(table.key[0] ?? "");
  const staging = stagingTable(table);
  // A UIN may be null or '-' (the vendor marks it nullable): such an entry names nobody, and one bad
  // entry must not keep the others out.
  const isMember = `${member} ~ '^[1-9][0-9]*$'`;
  const all = `($1::bigint, $2::text, $3::text, $4::date, $5::bigint, $6::timestamptz, $7::text) is not null`;
  const listed = `listed as materialized (
      select distinct on (${member}) ${member} as member, extra, content_hash from ${staging}
      where epoch = $1 and ${isMember} order by ${member}, content_hash)`;
  const merge = (journal: string): string => `with ${listed},
      added as (
        insert into ${target} (account, ${member}, first_seen_at, last_seen_at, extra, content_hash, run_id, loaded_at)
        select $2, l.member, $6, $6, l.extra, l.content_hash, $5, $6 from listed l
        where not exists (select from ${target} t where t.account = $2 and t.${member} = l.member)
        returning ${member} as member),
      differing as materialized (
        select t.${member} as member, t.unbound_at is not null or t.content_hash is distinct from l.content_hash as differs,
          t.unbound_at is not null as is_back,
          array_remove(array[case when t.unbound_at is not null then 'unbound_at' end,
            case when t.extra is distinct from l.extra then 'extra' end], null) as fields
        from ${target} t join listed l on l.member = t.${member} where t.account = $2),
      seen as (
        update ${target} t set last_seen_at = $6, unbound_at = null, extra = l.extra, content_hash = l.content_hash,
          run_id = case when d.differs then $5 else t.run_id end,
          loaded_at = case when d.differs then $6 else t.loaded_at end
        from listed l join differing d using (member)
        where t.account = $2 and t.${member} = l.member),
      unbound as (
        update ${target} t set unbound_at = $6, run_id = $5, loaded_at = $6
        where t.account = $2 and t.unbound_at is null
          and not exists (select from listed l where l.member = t.${member})
        returning t.${member} as member)
      ${journal}
      select (select count(*)::int from added) as added, 0 as removed,
        (select count(*)::int from unbound) + (select count(*)::int from differing where differs) as changed
      where ${all}`;
  return {
    count: `select (select count(distinct ${member})::int from ${staging} where epoch = $1 and ${isMember}) as staged,
      (select count(*)::int from ${target} where account = $2 and unbound_at is null) as known where ${all}`,
    merge: merge(""),
    mergeWithJournal: merge(`, journalled as (
        insert into billing_ops.bill_change (run_id, account, stream, uin, bill_month, table_name,
          row_key, change, old_rows, new_rows, changed_fields, changed_at)
        select $5, $2, $7, $3, $4, ${escapeLiteral(table.name)},
          jsonb_build_object(${escapeLiteral(table.key[0] ?? "")}, member), change, old_rows, new_rows, fields, $6
        from (
          select member, 'added' as change, null::bigint as old_rows, null::bigint as new_rows, null::text[] as fields
          from added
          union all select member, 'changed', 1, 0, array['unbound_at'] from unbound
          union all select member, 'changed', case when is_back then 0 else 1 end, 1, fields
          from differing where differs) entries)`),
  };
}
