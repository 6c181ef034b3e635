import { type ClientBase, escapeIdentifier } from "pg";
import type { Stream } from "../../domain/stream.ts";
import type { DimensionName, TaughtDimension } from "../../domain/table.ts";
import { stagingTable } from "./staging-table.ts";

const id = escapeIdentifier;

/**
 * Learns the codes and names that the rows staged under `epoch` teach, inside the caller's
 * transaction. What is known already is written at most once a day, to move `last_seen_at`: other
 * loads wait for a row that is written. `now` in epoch milliseconds.
 */
export async function loadDimensions(
  client: Pick<ClientBase, "query">,
  stream: Stream,
  { epoch, now }: { readonly epoch: string; readonly now: number },
): Promise<void> {
  for (const statement of learnStatements(stream)) {
    await client.query(statement, [epoch, new Date(now).toISOString()]);
  }
}

const STATEMENTS = new WeakMap<Stream, readonly string[]>();

function learnStatements(stream: Stream): readonly string[] {
  const known = STATEMENTS.get(stream);
  if (known !== undefined) {
    return known;
  }
  const sources = Map.groupBy(
    stream.tables.flatMap((table) =>
      table.dimension === undefined
        ? []
        : [{ dimension: table.dimension, staging: stagingTable(table) }],
    ),
    ({ dimension }) => dimension.table,
  );
  // One statement a dimension, in the order of their names and its rows in the order of theirs: loads
  // that learn the same at the same time wait for each other and never in a circle.
  const made = [...sources]
    .toSorted(([left], [right]) => (left < right ? -1 : 1))
    .map(([dimension, taught]) => learnSql(dimension, taught));
  STATEMENTS.set(stream, made);
  return made;
}

type Teacher = { readonly dimension: TaughtDimension; readonly staging: string };

// An index holds no longer ones. Lines with such a name are reported as unknown.
const BYTES_MAX = 1_000;

function learnSql(dimension: DimensionName, teachers: readonly Teacher[]): string {
  const taught = teachers.map(
    ({ dimension: { code, name }, staging }) =>
      `select distinct ${id(code)} as code, ${id(name)} as name from ${staging} where epoch = $1`,
  );
  return `with taught as (${taught.join(" union ")})
    insert into billing.${id(dimension)} as known (code, name, first_seen_at, last_seen_at)
    select code, name, $2::timestamptz, $2 from taught t
    where octet_length(code) between 1 and ${BYTES_MAX} and octet_length(name) between 1 and ${BYTES_MAX}
      and not exists (
      select from billing.${id(dimension)} d where d.code = t.code and d.name = t.name
        and d.last_seen_at > $2::timestamptz - interval '1 day')
    order by code, name
    on conflict (code, name)
    do update set last_seen_at = greatest(known.last_seen_at, excluded.last_seen_at)`;
}
