import type { ClientBase } from "pg";
import { ExportError } from "../../../domain/export-error.ts";
import type { ViewColumn, ViewColumnKind } from "../../../domain/view-column.ts";
import { type ExportedView, fullName, type ViewName } from "./exported-view.ts";
import { focusSpelling } from "./focus-spelling.ts";

type ColumnRow = {
  readonly name: string;
  readonly type: string;
  readonly is_list: boolean;
  readonly comment: string | null;
};

const KIND_BY_TYPE: Readonly<Record<string, ViewColumnKind>> = {
  numeric: "decimal",
  timestamptz: "instant",
  date: "date",
  bool: "boolean",
  int8: "bigint",
  int4: "integer",
  int2: "integer",
  float8: "double",
  float4: "double",
  jsonb: "json",
  json: "json",
};

// The first that a view has. billing_period has no other month than the period's first instant.
const MONTH_COLUMNS = ["x_billmonth", "bill_month", "billingperiodstart"];
const CUSTOMER_COLUMNS = ["subaccountid", "customer_uin", "uin"];

/**
 * Describes a view of the catalog. Columns of schema `focus` are spelled as the specification spells
 * them; throws an `ExportError` where their comments do not say how.
 */
export async function readView(client: ClientBase, view: ViewName): Promise<ExportedView> {
  const { rows } = await client.query<ColumnRow>(READ_COLUMNS, [view.schema, view.name]);
  const titles = view.schema === "focus" ? focusTitles(view, rows) : rows.map(({ name }) => name);
  const columns = rows.map(({ name, type, is_list }, index): ViewColumn => ({
    name,
    title: titles[index] ?? name,
    kind: is_list ? "json" : (KIND_BY_TYPE[type] ?? "text"),
  }));
  const firstOf = (names: readonly string[]): ViewColumn | undefined =>
    names.flatMap((wanted) => columns.filter(({ name }) => name === wanted))[0];
  return {
    ...view,
    columns,
    monthColumn: firstOf(MONTH_COLUMNS),
    customerColumn: firstOf(CUSTOMER_COLUMNS),
  };
}

function focusTitles(view: ViewName, rows: readonly ColumnRow[]): readonly string[] {
  const spelled = rows.map(({ name, comment }) => focusSpelling(name, comment ?? ""));
  const without = rows.filter((_, index) => spelled[index] === undefined).map(({ name }) => name);
  if (without.length > 0) {
    throw new ExportError(
      `${fullName(view)}: nothing says how FOCUS spells ${without.slice(0, 5).join(", ")}${without.length > 5 ? " and others" : ""}: a column's comment has to begin with it, as in "BilledCost: …"`,
      { hint: "npm run migrate brings the views up to date; comments of your own begin likewise" },
    );
  }
  return spelled.map((title = "") => title);
}

const READ_COLUMNS = `
  select a.attname as name, t.typname as type, t.typcategory = 'A' as is_list,
    col_description(c.oid, a.attnum) as comment
  from pg_class c
    join pg_namespace n on n.oid = c.relnamespace
    join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
    join pg_type t on t.oid = a.atttypid
  where n.nspname = $1 and c.relname = $2
  order by a.attnum`;
