import { type ClientBase, escapeIdentifier, escapeLiteral } from "pg";
import type { Slice } from "../../domain/slice.ts";
import type { Table } from "../../domain/table.ts";
import { sliceParameters } from "./slice-parameters.ts";
import { stagingTable } from "./staging-table.ts";

const id = escapeIdentifier;

/**
 * Counts, by name, the lines staged under `epoch` whose product, region or transaction type no
 * summary has taught, and makes them the slice's in `billing_ops.unknown_name`, inside the caller's
 * transaction. Reads the staged lines once, and writes only what differs.
 */
export async function noteUnknownNames(
  client: Pick<ClientBase, "query">,
  slice: Slice,
  epoch: string,
): Promise<void> {
  for (const table of slice.stream.tables) {
    if (table.names !== undefined) {
      await client.query(noteSql(table), [...sliceParameters(slice), epoch]);
    }
  }
}

const STATEMENTS = new WeakMap<Table, string>();

function noteSql(table: Table): string {
  const known = STATEMENTS.get(table);
  if (known !== undefined) {
    return known;
  }
  const made = makeNoteSql(table);
  STATEMENTS.set(table, made);
  return made;
}

// An index holds no longer ones.
const NAME_LENGTH_MAX = 400;

// First by all names together: a bill has some hundred kinds of lines, whatever its length. A blank
// and the vendor's dash are not names.
function makeNoteSql(table: Table): string {
  const named = Object.entries(table.names ?? {});
  const columns = named.map(([, column]) => id(column)).join(", ");
  const amount = table.amount === undefined ? "null::numeric" : `sum(${id(table.amount)})`;
  const unknown = named.map(
    ([dimension, column]) => `
      select ${escapeLiteral(dimension)} as dimension, left(${id(column)}, ${NAME_LENGTH_MAX}) as name,
        sum(lines)::bigint as lines, sum(amount) as amount
      from kinds
      where ${id(column)} not in ('', '-')
        and not exists (select from billing.${id(dimension)} d where d.name = ${id(column)})
      group by 2`,
  );
  return `with kinds as materialized (
      select ${columns}, count(*) as lines, ${amount} as amount
      from ${stagingTable(table)} where epoch = $5 group by ${columns}),
    unknown as materialized (${unknown.join(" union all ")}),
    learned as (
      delete from billing_ops.unknown_name u
      where u.account = $1 and u.stream = $2 and u.uin = $3 and u.bill_month = $4
        and not exists (select from unknown n where n.dimension = u.dimension and n.name = u.name))
    insert into billing_ops.unknown_name as u
      (account, stream, uin, bill_month, dimension, name, lines, amount)
    select $1, $2, $3, $4::date, dimension, name, lines, amount from unknown
    on conflict (account, stream, uin, bill_month, dimension, name)
    do update set lines = excluded.lines, amount = excluded.amount
    where (u.lines, u.amount) is distinct from (excluded.lines, excluded.amount)`;
}
