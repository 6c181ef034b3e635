import type { Pool } from "pg";
import type { Dashboard, Panel, Variable } from "./grafana-dashboard.ts";
import {
  expandMacros,
  interpolateVariables,
  type TimeRange,
  type VariableValue,
} from "./grafana-macros.ts";

/** A column of a panel's answer. */
export type AnswerColumn = { readonly name: string; readonly typeOid: number };

/** What a panel's query answers, every value as PostgreSQL writes it. */
export type Answer = {
  readonly columns: readonly AnswerColumn[];
  readonly rows: readonly Readonly<Record<string, string | null>>[];
};

/** The options of a variable, as its query answers them. */
export type VariableOption = { readonly text: string; readonly value: string };

export type AskOptions = {
  readonly pool: Pool;
  readonly range: TimeRange;
  /** Values to choose in variables of these names; the first option, or All, otherwise. */
  readonly chosen?: ReadonlyMap<string, string>;
};

const AS_TEXT = { getTypeParser: () => (value: string) => value };

/** A dashboard as somebody looks at it: its variables have values, its panels can be asked. */
export type OpenDashboard = {
  readonly options: ReadonlyMap<string, readonly VariableOption[]>;
  readonly ask: (panel: Panel) => Promise<readonly Answer[]>;
};

/**
 * Opens a dashboard as Grafana does: its variables are asked one after the other, each may use those
 * before it, and take their first option, or All where they have it; one without options is empty. Throws where a chosen value is no
 * option of its variable, and the driver's error where a query is refused.
 */
export async function openDashboard(
  dashboard: Dashboard,
  options: AskOptions,
): Promise<OpenDashboard> {
  const values = new Map<string, VariableValue>();
  const found = new Map<string, readonly VariableOption[]>();
  for (const variable of dashboard.templating.list) {
    const answer = await ask(variable.query, values, options);
    const choices = optionsOf(answer);
    found.set(variable.name, choices);
    values.set(variable.name, valueOf(variable, choices, options.chosen?.get(variable.name)));
  }
  return {
    options: found,
    ask: async ({ targets }) =>
      await Promise.all(targets.map(async ({ rawSql }) => await ask(rawSql, values, options))),
  };
}

async function ask(
  sql: string,
  values: ReadonlyMap<string, VariableValue>,
  { pool, range }: AskOptions,
): Promise<Answer> {
  const text = expandMacros(interpolateVariables(sql, values), range);
  const { fields, rows } = await pool.query<Record<string, string | null>>({
    text,
    types: AS_TEXT,
  });
  return {
    columns: fields.map(({ name, dataTypeID }) => ({ name, typeOid: dataTypeID })),
    rows,
  };
}

function optionsOf({ columns, rows }: Answer): readonly VariableOption[] {
  const first = columns[0]?.name ?? "";
  const has = (name: string): boolean => columns.some((column) => column.name === name);
  const [text, value] = has("__value") ? ["__text", "__value"] : [first, first];
  return rows.map((row) => ({ text: row[text] ?? "", value: row[value] ?? "" }));
}

function valueOf(
  { name, includeAll, multi }: Variable,
  options: readonly VariableOption[],
  chosen: string | undefined,
): VariableValue {
  if (chosen === undefined && includeAll) {
    return { text: "All", value: options.map(({ value }) => value), isMany: true };
  }
  const first = options[0] ?? { text: "", value: "" };
  const option = chosen === undefined ? first : options.find(({ value }) => value === chosen);
  if (option === undefined) {
    throw new Error(`the variable ${name} has no option ${chosen}`);
  }
  return { ...option, isMany: multi || includeAll };
}
