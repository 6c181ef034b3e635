import type { View } from "../create-view.ts";
import { ACCOUNT_COLUMNS } from "./account-columns.ts";
import type { FocusColumn } from "./column.ts";
import { EXTRA_COLUMNS } from "./extra-columns.ts";
import { LINE_QUERY } from "./line-query.ts";
import { PLACE_COLUMNS } from "./place-columns.ts";
import { PRICE_COLUMNS } from "./price-columns.ts";

export type FocusVersion = "1.2" | "1.4";

/** In the order of FOCUS: its own columns by name, then the x_ columns by name. */
const COLUMNS: readonly FocusColumn[] = [
  ...[...ACCOUNT_COLUMNS, ...PLACE_COLUMNS, ...PRICE_COLUMNS].toSorted(byName),
  ...EXTRA_COLUMNS.toSorted(byName),
];

function byName([left]: FocusColumn, [right]: FocusColumn): number {
  return left.toLowerCase() < right.toLowerCase() ? -1 : 1;
}

const DOCUMENTED = ([name, , meaning]: FocusColumn): readonly [string, string] => [
  name.toLowerCase(),
  `${name}: ${meaning}`,
];

/** What both versions show, in both perspectives; the views of schema `focus` choose from it. */
export const FOCUS_LINE: View = {
  name: "billing_ops.focus_line",
  meaning:
    "Bill lines in the columns of FOCUS 1.2 and 1.4, in both perspectives: they tell the same money twice. Not for reading: see schema focus.",
  columns: COLUMNS.map(DOCUMENTED),
  query: `select ${COLUMNS.map(([, value]) => value).join(",\n")} from (${LINE_QUERY}) l`,
};

const VOUCHERS =
  "A line that a voucher paid in part has two rows (focus.voucher_mode). Filter by x_billmonth and subaccountid.";

/** Where a partner's lines are loaded. */
export const HAS_PARTNER_LINES = `exists (
  select from billing_ops.slice s
    join billing_ops.stream t on t.name = s.stream
  where t.main_table = 'bill_detail' and t.role = 'partner'
    and s.last_success_at is not null and s.row_count > 0)`;

/** The views of a version's Cost and Usage: the main one, and the customers' own bills. */
export function costAndUsageViews(version: FocusVersion): readonly View[] {
  const suffix = `v${version.replace(".", "_")}`;
  return [
    versionView(version, {
      name: `focus.cost_and_usage_${suffix}`,
      without: `(select case when ${HAS_PARTNER_LINES} then 'customer' else 'partner' end)`,
      meaning: `FOCUS ${version} Cost and Usage: what the partner is charged for its customers. Only where no partner lines at all are loaded here, the customers' own bills; never both: customers and months with lines of their own only are in customer_cost_and_usage then. ${VOUCHERS}`,
    }),
    versionView(version, {
      name: `focus.customer_cost_and_usage_${suffix}`,
      without: "'partner'",
      meaning: `FOCUS ${version} Cost and Usage of the customers' own bills, whatever the partner has. ${VOUCHERS}`,
    }),
  ];
}

/** The same views under the names without a version, which follow the newest. */
export function unversionedViews(newest: FocusVersion): readonly View[] {
  const suffix = `_v${newest.replace(".", "_")}`;
  return costAndUsageViews(newest).map((view) => ({
    ...view,
    name: view.name.slice(0, -suffix.length),
    meaning: `${view.meaning} Follows the newest version: tools that must not change use ${view.name}.`,
    query: `select * from ${view.name}`,
  }));
}

// Of an equality with what it cannot know the planner expects one row in two hundred.
function versionView(
  version: FocusVersion,
  {
    name,
    meaning,
    without,
  }: { readonly name: string; readonly meaning: string; readonly without: string },
): View {
  const columns = COLUMNS.filter(([, , , only]) => only === undefined || only === version);
  const names = columns.map(([column]) => column.toLowerCase());
  return {
    name,
    meaning,
    columns: columns.map(DOCUMENTED),
    query: `select ${names.join(", ")} from billing_ops.focus_line
      where x_perspective <> ${without}`,
  };
}
