import { escapeIdentifier, escapeLiteral } from "pg";
import { type Table, valueColumns } from "../../domain/table.ts";
import { stagingTable } from "./staging-table.ts";

/** Parameters of every merge statement, in this order. */
export type MergeScope = {
  readonly epoch: string;
  readonly account: string;
  readonly uin: string;
  readonly billMonth: string;
  readonly runId: string;
  /** ISO 8601. */
  readonly now: string;
  readonly stream: string;
};

/** The scope as the values of $1 to $7. */
export function mergeParameters(scope: MergeScope): readonly string[] {
  const { epoch, account, uin, billMonth, runId, now, stream } = scope;
  return [epoch, account, uin, billMonth, runId, now, stream];
}

const EPOCH = "$1::bigint";
const ACCOUNT = "$2::text";
const UIN = "$3::text";
const MONTH = "$4::date";
const RUN = "$5::bigint";
const NOW = "$6::timestamptz";
const STREAM = "$7::text";
/** Every parameter has to occur in every statement, or PostgreSQL cannot tell its type. */
const ALL_PARAMETERS = `(${[EPOCH, ACCOUNT, UIN, MONTH, RUN, NOW, STREAM].join(", ")}) is not null`;

const id = escapeIdentifier;
const literal = escapeLiteral;

/** The statements that make a slice's rows in one table exactly what was staged. */
export type ReplaceSql = {
  /** One row with a key that occurs twice, if there is one. */
  readonly findRepeatedKey: string;
  /** Whether the slice has rows, and whether all its lines, old and staged, are keyed by hash or by Id. */
  readonly inspect: string;
  readonly insertAll: string;
  readonly deleteAll: string;
  /** Writes only what differs. Returns the counts `added`, `changed`, `removed`. */
  readonly applyDifference: string;
  /** The same, with a journal entry for every row that differs. */
  readonly applyDifferenceWithJournal: string;
  readonly journalRekeyed: string;
};

const SQL = new WeakMap<Table, ReplaceSql>();

/** The statements for `table`, made once. */
export function replaceSql(table: Table): ReplaceSql {
  const known = SQL.get(table);
  if (known !== undefined) {
    return known;
  }
  const made = makeReplaceSql(table);
  SQL.set(table, made);
  return made;
}

function makeReplaceSql(table: Table): ReplaceSql {
  const parts = sqlParts(table);
  return {
    findRepeatedKey: findRepeatedKey(parts),
    inspect: inspect(parts),
    insertAll: insertAll(parts),
    deleteAll: `delete from ${parts.target} t where ${parts.inScope("t")} and ${ALL_PARAMETERS}`,
    applyDifference: applyDifference(parts, false),
    applyDifferenceWithJournal: applyDifference(parts, true),
    journalRekeyed: journalRekeyed(parts),
  };
}

type SqlParts = {
  readonly table: Table;
  readonly target: string;
  readonly staging: string;
  /** Key columns after account, UIN and month, without the stream's constants. */
  readonly ownKey: readonly string[];
  /** Value columns that are not part of the key. */
  readonly content: readonly string[];
  readonly values: readonly string[];
  readonly uinColumn: string;
  /** The rows of `alias` that belong to this slice: account, UIN, month and the stream's constants. */
  readonly inScope: (alias: string) => string;
};

function sqlParts(table: Table): SqlParts {
  const values = valueColumns(table);
  const uinColumn = id(table.uinColumn ?? "customer_uin");
  const constants = Object.entries(table.constants);
  return {
    table,
    target: `billing.${id(table.name)}`,
    staging: stagingTable(table),
    ownKey: table.key.filter((column) => !(column in table.constants)),
    content: values.filter((column) => !table.key.includes(column)),
    values,
    uinColumn,
    inScope: (alias) =>
      [
        `${alias}.account = ${ACCOUNT}`,
        `${alias}.${uinColumn} = ${UIN}`,
        `${alias}.bill_month = ${MONTH}`,
        ...constants.map(([column, value]) => `${alias}.${id(column)} = ${literal(value)}`),
      ].join(" and "),
  };
}

// Lines that share an Id or a fingerprint are numbered in the order of their content. Only those
// that repeat are sorted: sorting a million lines to find that none does would cost more than the
// merge itself.
function incoming({ table, staging, ownKey }: SqlParts): string {
  if (table.line === undefined) {
    const key = ownKey.map((column) => `s.${id(column)}`);
    return `incoming as materialized (
      select ${["s.ctid as at", ...key, "s.content_hash"].join(", ")}
      from ${staging} s where s.epoch = ${EPOCH})`;
  }
  return `${numberedLines(staging)},
    incoming as materialized (
      select s.ctid as at, ${lineId(table)} as line_id, s.content_hash
      from ${staging} s left join numbered n on n.at = s.ctid
      where s.epoch = ${EPOCH})`;
}

function numberedLines(staging: string): string {
  return `repeated as materialized (
      select line_base from ${staging} where epoch = ${EPOCH}
      group by line_base having count(*) > 1),
    numbered as materialized (
      select s.ctid as at,
        row_number() over (partition by s.line_base order by s.content_hash) as ordinal
      from ${staging} s join repeated using (line_base) where s.epoch = ${EPOCH})`;
}

function lineId({ line }: Table): string {
  const hashed = literal(`${line?.version ?? ""}:`);
  return `s.line_base || case
    when starts_with(s.line_base, ${hashed}) then '#' || coalesce(n.ordinal, 1)
    when n.ordinal > 1 then '#' || n.ordinal else '' end`;
}

function targetColumns({ table, uinColumn, values }: SqlParts): string {
  return [
    "account",
    uinColumn,
    "bill_month",
    ...(table.line === undefined ? [] : ["line_id"]),
    ...values.map(id),
    "extra",
    "content_hash",
    "run_id",
    "loaded_at",
  ].join(", ");
}

function insertAll(parts: SqlParts): string {
  const { table, target, staging, values } = parts;
  const staged = values.map((column) => `s.${id(column)}`);
  const line = table.line === undefined ? [] : [lineId(table)];
  const select = [ACCOUNT, UIN, MONTH, ...line, ...staged, "s.extra", "s.content_hash", RUN, NOW];
  const numbering = table.line === undefined ? "" : `with ${numberedLines(staging)}`;
  const join = table.line === undefined ? "" : "left join numbered n on n.at = s.ctid";
  return `${numbering}
    insert into ${target} (${targetColumns(parts)})
    select ${select.join(", ")} from ${staging} s ${join}
    where s.epoch = ${EPOCH} and ${STREAM} is not null`;
}

function findRepeatedKey({ staging, ownKey, table }: SqlParts): string {
  const key = ownKey.map(id).join(", ");
  const constants = JSON.stringify(table.constants);
  return `select ${key === "" ? literal(constants) : `jsonb_build_array(${key})::text`} as key
    from ${staging} where epoch = $1 ${key === "" ? "" : `group by ${key}`} having count(*) > 1 limit 1`;
}

// A slice is re-keyed when all its lines had fingerprints and now all have Ids, or the reverse. One
// line of each side tells whether that can be; only then are all of them looked at.
function inspect({ table, target, staging, inScope }: SqlParts): string {
  const scope = inScope("t");
  const hasRows = `exists (select from ${target} t where ${scope}) as has_rows`;
  if (table.line === undefined) {
    return `select ${hasRows}, false as is_rekeyed where ${ALL_PARAMETERS}`;
  }
  const hashed = (column: string): string =>
    `starts_with(${column}, ${literal(`${table.line?.version ?? ""}:`)})`;
  return `with sample as materialized (select
      (select ${hashed("t.line_id")} from ${target} t where ${scope} limit 1) as was_hashed,
      (select ${hashed("s.line_base")} from ${staging} s where s.epoch = ${EPOCH} limit 1) as is_hashed)
    select ${hasRows},
      case when was_hashed <> is_hashed
        then not exists (select from ${target} t where ${scope} and ${hashed("t.line_id")} <> was_hashed)
          and not exists (select from ${staging} s
            where s.epoch = ${EPOCH} and ${hashed("s.line_base")} <> is_hashed)
        else false end as is_rekeyed
    from sample where ${ALL_PARAMETERS}`;
}

function applyDifference(parts: SqlParts, withJournal: boolean): string {
  const { table, target, staging, ownKey, content, values, inScope } = parts;
  const sameKey = (left: string, right: string): string =>
    ownKey.map((column) => `${left}.${id(column)} = ${right}.${id(column)}`).join(" and ") ||
    "true";
  const keys = ownKey.map(id).join(", ");
  const currentKeys = ownKey.map((column) => `t.${id(column)}, `).join("");
  const joinKeys = ownKey.length === 0 ? "on true" : `using (${keys})`;
  const insertLine = table.line === undefined ? [] : ["d.line_id"];
  const inserted = [
    ACCOUNT,
    UIN,
    MONTH,
    ...insertLine,
    ...values.map((column) => `s.${id(column)}`),
    "s.extra",
    "s.content_hash",
    RUN,
    NOW,
  ];
  const assignments = [...content.map(id), "extra", "content_hash"].map(
    (column) => `${column} = s.${column}`,
  );
  return `with ${incoming(parts)},
    stored as (select ${currentKeys}t.content_hash from ${target} t where ${inScope("t")}),
    difference as materialized (
      select ${keys === "" ? "" : `${keys}, `}i.at,
        case when i.content_hash is null then 'removed'
          when c.content_hash is null then 'added' else 'changed' end as change
      from incoming i full join stored c ${joinKeys}
      where i.content_hash is distinct from c.content_hash),
    ${withJournal ? `${journal(parts, sameKey)},` : ""}
    removed as (
      delete from ${target} t using difference d
      where d.change = 'removed' and ${inScope("t")} and ${sameKey("t", "d")} returning 1),
    changed as (
      update ${target} t set ${assignments.join(", ")}, run_id = ${RUN}, loaded_at = ${NOW}
      from difference d join ${staging} s on s.ctid = d.at and s.epoch = ${EPOCH}
      where d.change = 'changed' and ${inScope("t")} and ${sameKey("t", "d")} returning 1),
    added as (
      insert into ${target} (${targetColumns(parts)})
      select ${inserted.join(", ")} from difference d
      join ${staging} s on s.ctid = d.at and s.epoch = ${EPOCH}
      where d.change = 'added' returning 1)
    select (select count(*) from added)::int as added, (select count(*) from changed)::int as changed,
      (select count(*) from removed)::int as removed
    where ${STREAM} is not null`;
}

// Reads the rows as they were: all parts of one statement see the table before any of them wrote.
function journal(
  { table, target, staging, ownKey, content, inScope }: SqlParts,
  sameKey: (left: string, right: string) => string,
): string {
  const amount = table.amount === undefined ? undefined : id(table.amount);
  const product = productColumn(table);
  const rowKey = [
    ...Object.entries(table.constants).flatMap(([column, value]) => [
      literal(column),
      literal(value),
    ]),
    ...ownKey.flatMap((column) => [literal(column), `d.${id(column)}`]),
  ].join(", ");
  const fields = [...content, "extra"]
    .map(
      (column) =>
        // As text, for 1.0 and 1.00 are equal as numbers and not as what the source sent.
        `case when t.${id(column)}::text is distinct from s.${id(column)}::text then ${literal(column)} end`,
    )
    .join(", ");
  return `journalled as (
      insert into billing_ops.bill_change (run_id, account, stream, uin, bill_month, table_name,
        row_key, change, old_amount, new_amount, product, changed_fields, changed_at)
      select ${RUN}, ${ACCOUNT}, ${STREAM}, ${UIN}, ${MONTH}, ${literal(table.name)},
        jsonb_build_object(${rowKey}), d.change,
        ${amount === undefined ? "null, null" : `t.${amount}, s.${amount}`},
        ${product === undefined ? "null" : `coalesce(s.${id(product)}, t.${id(product)})`},
        case when d.change = 'changed' then array_remove(array[${fields}]::text[], null) end, ${NOW}
      from difference d
      left join ${target} t on ${inScope("t")} and ${sameKey("t", "d")} and d.change <> 'added'
      left join ${staging} s on s.ctid = d.at and s.epoch = ${EPOCH}
      returning 1)`;
}

/** The column that names the product of a row; undefined where rows are not of one product. */
function productColumn({ names, dimension }: Table): string | undefined {
  return names?.product ?? (dimension?.table === "product" ? dimension.name : undefined);
}

function journalRekeyed({ table, target, staging, inScope }: SqlParts): string {
  const amount = table.amount === undefined ? "null::numeric" : `sum(${id(table.amount)})`;
  return `insert into billing_ops.bill_change (run_id, account, stream, uin, bill_month, table_name,
      row_key, change, old_rows, new_rows, old_amount, new_amount, changed_at)
    select ${RUN}, ${ACCOUNT}, ${STREAM}, ${UIN}, ${MONTH}, ${literal(table.name)},
      ${literal(JSON.stringify(table.constants))}::jsonb, 'rekeyed',
      before.rows, after.rows, before.amount, after.amount, ${NOW}
    from (select count(*) as rows, ${amount} as amount from ${target} t where ${inScope("t")}) before,
      (select count(*) as rows, ${amount} as amount from ${staging} s where s.epoch = ${EPOCH}) after`;
}
