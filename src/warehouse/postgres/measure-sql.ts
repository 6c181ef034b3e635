import { escapeIdentifier, escapeLiteral } from "pg";
import { readTerm, type Side } from "../../domain/check.ts";
import type { Table } from "../../domain/table.ts";

const id = escapeIdentifier;
const literal = escapeLiteral;

/**
 * The statement that measures sides of one table for many bills: its parameters are arrays of
 * numbers that name the bills, accounts, UINs, months and promised rows. Answers `side` (its place
 * among `sides`), `bill`, `member`, `amount`, `worst` and `example`; an ungrouped side once for each
 * bill, a grouped one once for each member.
 *
 * Each bill's rows are read once: grouped by everything that any side is grouped by, they become
 * cells, which every side adds up as it needs. Throws a plain `Error` for a measure that the table
 * cannot have: a defect.
 */
export function measureSql(table: Table, sides: readonly Side[]): string {
  const cells = new Cells(table);
  const measured = sides.map((side) => ({ side, figure: figureSql(cells, table, side) }));
  const selects = measured.map(({ side, figure }, index) => {
    const columns = `${figure.amount}::text as amount, ${figure.worst ?? "null"}::text as worst,
      ${figure.example ?? "null"}::text as example`;
    return side.member === undefined
      ? `select ${index} as side, b.bill, '' as member, ${columns}
         from asked b left join cells c using (bill) group by b.bill, b.promised`
      : `select ${index} as side, c.bill, c.${cells.memberAlias(side.member)} as member, ${columns}
         from cells c group by 2, 3`;
  });
  return `with asked as (
      select * from unnest($1::int[], $2::text[], $3::text[], $4::date[], $5::bigint[])
        as b (bill, account, uin, bill_month, promised)),
    cells as materialized (${cells.sql()})
    ${selects.join("\n union all ")}`;
}

type FigureSql = {
  readonly amount: string;
  readonly worst?: string;
  readonly example?: string;
};

function figureSql(cells: Cells, table: Table, { measure, sharesOf }: Side): FigureSql {
  switch (measure.kind) {
    case "rows":
      return { amount: cells.total("count(*)") };
    case "promised":
      return { amount: "b.promised" };
    case "ids":
      return { amount: cells.total(`count(*) filter (where ${hasId(table)})`) };
    case "distinct-ids":
      // Of lines with one Id all but the first have its number in their key.
      return {
        amount: cells.total(
          `count(*) filter (where ${hasId(table)} and strpos(t.line_id, '#') = 0)`,
        ),
      };
    case "sum": {
      const amount = sumSql(cells, measure.columns);
      return { amount: sharesOf === undefined ? amount : wholeOnly(cells, amount, sharesOf) };
    }
    case "rows-off":
      return offSql(cells, table, measure.columns);
  }
}

// A row without a value makes the sum unknown, not smaller.
function sumSql(cells: Cells, terms: readonly string[]): string {
  const parts = terms.map(readTerm);
  const known = parts.map(
    ({ column }) => `${cells.total(`count(t.${id(column)})`)} = ${cells.total("count(*)")}`,
  );
  return `case when ${known.join(" and ")} then ${signed(parts, (column) => cells.total(`sum(t.${column})`))} end`;
}

function wholeOnly(cells: Cells, amount: string, column: string): string {
  const all = cells.total(`sum(t.${id(column)})`);
  const refunds = cells.total(`sum(t.${id(column)}) filter (where t.${id(column)} < 0)`);
  return `case when ${all} > 0 and ${refunds} * -1000 <= ${all} then ${amount} end`;
}

function offSql(cells: Cells, table: Table, terms: readonly string[]): FigureSql {
  const key = table.key.at(-1);
  if (key === undefined) {
    throw new Error(`${table.name} has no key to name a row by`);
  }
  const off = signed(terms.map(readTerm), (column) => `t.${column}`);
  const where = `filter (where ${off} <> 0)`;
  return {
    amount: cells.total(`count(*) ${where}`),
    worst: `max(c.${cells.alias(`max(abs(${off}))`)})`,
    example: `min(c.${cells.alias(`min(t.${id(key)} collate "C") ${where}`)} collate "C")`,
  };
}

function signed(
  parts: readonly { readonly column: string; readonly isNegative: boolean }[],
  sqlOf: (column: string) => string,
): string {
  return `(${parts
    .map(({ column, isNegative }, index) => {
      const sign = isNegative ? "- " : index === 0 ? "" : "+ ";
      return `${sign}${sqlOf(id(column))}`;
    })
    .join(" ")})`;
}

function hasId(table: Table): string {
  if (table.line === undefined) {
    throw new Error(`${table.name} has no line ids`);
  }
  return `not starts_with(t.line_id, ${literal(`${table.line.version}:`)})`;
}

/** What the cells of one table have to hold, collected while the sides are written. */
class Cells {
  readonly #table: Table;
  readonly #members = new Map<string, string>();
  readonly #aggregates = new Map<string, string>();

  constructor(table: Table) {
    this.#table = table;
  }

  /** The cells' column of an aggregate over rows `t`. */
  alias(aggregate: string): string {
    return aliasIn(this.#aggregates, aggregate, "a");
  }

  /** The aggregate, which must be a sum or a count, over all cells in question; 0 over none. */
  total(aggregate: string): string {
    return `coalesce(sum(c.${this.alias(aggregate)}), 0)`;
  }

  /** The cells' column of a group's member. */
  memberAlias(columns: readonly string[]): string {
    const values = columns.map((column) => `coalesce(t.${id(column)}, '')`);
    const member = values.length === 1 ? values.join() : `concat_ws('=', ${values.join(", ")})`;
    return aliasIn(this.#members, member, "m");
  }

  // For each bill on its own: so that every plan goes by the key, and none through the whole table.
  sql(): string {
    const { name, uinColumn = "customer_uin", constants } = this.#table;
    const columns = [...this.#members, ...this.#aggregates].map(
      ([expression, alias]) => `${expression} as ${alias}`,
    );
    const members = [...this.#members.keys()];
    const own = Object.entries(constants).map(
      ([column, value]) => `and t.${id(column)} = ${literal(value)}`,
    );
    return `select b.bill, cell.* from asked b cross join lateral (
      select ${columns.length === 0 ? "1 as a0" : columns.join(", ")} from billing.${id(name)} t
      where t.account = b.account and t.${id(uinColumn)} = b.uin and t.bill_month = b.bill_month
        ${own.join(" ")}
      ${members.length === 0 ? "" : `group by ${members.join(", ")}`}) cell`;
  }
}

function aliasIn(known: Map<string, string>, expression: string, letter: string): string {
  const alias = known.get(expression) ?? `${letter}${known.size}`;
  known.set(expression, alias);
  return alias;
}
