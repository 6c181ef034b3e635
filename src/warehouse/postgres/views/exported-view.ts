import type { BillMonth } from "../../../domain/bill-month.ts";
import type { ViewColumn } from "../../../domain/view-column.ts";

/** A view's name in its two parts. */
export type ViewName = { readonly schema: string; readonly name: string };

/** A view that can be written to a file. */
export type ExportedView = ViewName & {
  readonly columns: readonly ViewColumn[];
  /** The column that says of which month a row is; undefined where there is none. */
  readonly monthColumn: ViewColumn | undefined;
  /** The column that holds the customer's UIN; undefined where there is none. */
  readonly customerColumn: ViewColumn | undefined;
};

/** Which rows of a view are meant; what is undefined is not restricted. */
export type ViewScope = {
  readonly months: readonly BillMonth[] | undefined;
  readonly customers: readonly string[] | undefined;
};

/** The schemas whose views are made for people and BI tools. */
export const EXPORTED_SCHEMAS = ["billing_mart", "focus"];

/** `schema.name`, as people write it. */
export function fullName({ schema, name }: ViewName): string {
  return `${schema}.${name}`;
}
