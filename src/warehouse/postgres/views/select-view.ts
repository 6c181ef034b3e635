import { escapeIdentifier, escapeLiteral } from "pg";
import { firstDay } from "../../../domain/bill-month.ts";
import type { ViewColumn, ViewColumnKind } from "../../../domain/view-column.ts";
import type { ExportedView, ViewScope } from "./exported-view.ts";

/**
 * How values are written, whatever the login's own settings say: a transaction that sees one state of
 * the database from its first statement to its last, and takes as long as it takes.
 */
export const BEGIN_EXPORT = `
  begin isolation level repeatable read read only;
  set local timezone = 'UTC';
  set local datestyle = 'ISO, YMD';
  set local intervalstyle = 'iso_8601';
  set local extra_float_digits = 1;
  set local bytea_output = 'hex';
  set local statement_timeout = 0`;

type Expression = (column: string) => string;

const asText: Expression = (column) => `${column}::text`;

/** Texts for people and other programs: instants in ISO 8601, lists and objects as JSON. */
export const READABLE: Readonly<Record<ViewColumnKind, Expression>> = {
  decimal: asText,
  // `2026-10-01 00:00:00+00`: in UTC, the sign cannot stand anywhere else.
  instant: (column) => `replace(replace(${column}::text, ' ', 'T'), '+00', 'Z')`,
  date: asText,
  boolean: asText,
  bigint: asText,
  integer: asText,
  double: asText,
  json: (column) => `to_json(${column})::text`,
  text: asText,
};

/** Texts that need no parsing of times: microseconds and days since 1970 in UTC. */
export const COUNTED: Readonly<Record<ViewColumnKind, Expression>> = {
  ...READABLE,
  instant: (column) => `(extract(epoch from ${column}) * 1000000)::bigint::text`,
  date: (column) => `(${column} - date '1970-01-01')::text`,
};

/** The SELECT of a view's rows, under the titles of its columns. Pure. */
export function selectView(
  view: ExportedView,
  scope: ViewScope,
  expressions: Readonly<Record<ViewColumnKind, Expression>>,
): string {
  const columns = view.columns.map(
    ({ name, title, kind }) =>
      `${expressions[kind](escapeIdentifier(name))} as ${escapeIdentifier(title)}`,
  );
  return `select ${columns.join(", ")} ${fromView(view, scope)}`;
}

/**
 * What follows a SELECT list: the view and which of its rows. Values stand in it as literals, for
 * COPY takes no parameters, and so that the planner sees which partitions are meant. Pure.
 */
export function fromView(view: ExportedView, { months, customers }: ViewScope): string {
  const conditions = [
    oneOf(view.monthColumn, months, (month) => firstDay(month)),
    oneOf(view.customerColumn, customers, (uin) => uin),
  ].filter((condition) => condition !== undefined);
  const where = conditions.length === 0 ? "" : ` where ${conditions.join(" and ")}`;
  return `from ${escapeIdentifier(view.schema)}.${escapeIdentifier(view.name)}${where}`;
}

function oneOf(
  column: ViewColumn | undefined,
  values: readonly string[] | undefined,
  textOf: (value: string) => string,
): string | undefined {
  if (column === undefined || values === undefined) {
    return undefined;
  }
  const literals = values.map((value) => literalOf(column.kind, textOf(value)));
  return `${escapeIdentifier(column.name)} in (${literals.join(", ")})`;
}

function literalOf(kind: ViewColumnKind, text: string): string {
  if (kind === "instant") {
    // A bill month begins at midnight in UTC+8.
    return `timestamptz ${escapeLiteral(`${text} 00:00:00+08`)}`;
  }
  return kind === "date" ? `date ${escapeLiteral(text)}` : escapeLiteral(text);
}
