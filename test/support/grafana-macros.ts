/** The time range of a dashboard, epoch milliseconds. */
export type TimeRange = { readonly from: number; readonly to: number };

/** What a template variable stands for: one value, or several of a variable that takes many. */
export type VariableValue = {
  readonly text: string;
  readonly value: string | readonly string[];
  /** Whether the variable takes many values or has an All. */
  readonly isMany: boolean;
};

const VARIABLE = /\$\{(\w+)(?::(\w+))?\}|\$(\w+)|\[\[(\w+)\]\]/g;

const MACRO = /\$([_a-zA-Z0-9]+)\(([^)]*)\)/g;

const SECONDS = new Map([
  ["s", 1],
  ["m", 60],
  ["h", 3600],
  ["d", 86_400],
]);

const quoted = (text: string): string => `'${text.replaceAll("'", "''")}'`;

/**
 * Puts template variables into a text as Grafana's front end does for its SQL data sources: `sqlstring`
 * quotes every value, `text` is what the reader sees; without a format a variable that takes many is
 * quoted, and a single value is only escaped. What is no variable stays: macros look the same.
 * Source: grafana/grafana packages/grafana-sql SqlDatasource.ts, interpolateVariable. Throws for a
 * format that is not one of these.
 */
export function interpolateVariables(
  text: string,
  variables: ReadonlyMap<string, VariableValue>,
): string {
  return text.replace(VARIABLE, (whole, ...parts: readonly (string | undefined)[]) => {
    const [braced, format, plain, bracketed] = parts;
    const variable = variables.get(braced ?? plain ?? bracketed ?? "");
    return variable === undefined ? whole : formatted(variable, format);
  });
}

function formatted({ text, value, isMany }: VariableValue, format: string | undefined): string {
  const values = typeof value === "string" ? [value] : value;
  switch (format) {
    case "sqlstring":
      return values.map(quoted).join(",");
    case "text":
      return text;
    case undefined:
      return isMany ? values.map(quoted).join(",") : values.join(",").replaceAll("'", "''");
    default:
      throw new Error(`unknown format of a variable: ${format}`);
  }
}

/**
 * Expands the macros of Grafana's PostgreSQL data source, without TimescaleDB. Throws for a macro that
 * the data source would refuse. Source: grafana/grafana pkg/tsdb/grafana-postgresql-datasource/macros.go
 */
export function expandMacros(sql: string, range: TimeRange): string {
  return sql.replace(MACRO, (_whole, name: string, list: string) =>
    expandMacro(
      name,
      list.split(",").map((argument) => argument.trim()),
      range,
    ),
  );
}

function expandMacro(
  name: string,
  [first = "", second = ""]: readonly string[],
  range: TimeRange,
): string {
  const from = quoted(new Date(range.from).toISOString());
  const to = quoted(new Date(range.to).toISOString());
  switch (name) {
    case "__time":
      return `${first} AS "time"`;
    case "__timeFilter":
      return `${first} BETWEEN ${from} AND ${to}`;
    case "__timeFrom":
      return from;
    case "__timeTo":
      return to;
    case "__timeGroup":
      return timeGroup(first, second);
    case "__timeGroupAlias":
      return `${timeGroup(first, second)} AS "time"`;
    default:
      throw new Error(`unknown macro $${name}`);
  }
}

function timeGroup(column: string, interval: string): string {
  const [, count = "", unit = ""] = /^'?(\d+)([smhd])'?$/.exec(interval) ?? [];
  const seconds = Number(count) * (SECONDS.get(unit) ?? Number.NaN);
  if (Number.isNaN(seconds) || seconds === 0) {
    throw new Error(`error parsing interval ${interval}`);
  }
  return `floor(extract(epoch from ${column})/${seconds})*${seconds}`;
}
