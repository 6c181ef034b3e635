import { AbortError } from "../domain/abort-error.ts";
import { ExportError } from "../domain/export-error.ts";
import type { ReadSession } from "../warehouse/postgres/read-session.ts";
import {
  EXPORTED_SCHEMAS,
  type ExportedView,
  fullName,
  type ViewScope,
} from "../warehouse/postgres/views/exported-view.ts";
import { listViews } from "../warehouse/postgres/views/list-views.ts";
import { readView } from "../warehouse/postgres/views/read-view.ts";
import { findView } from "./find-view.ts";

/** What is to be written, and the transaction it is read in. */
export type ExportSource = {
  readonly client: ReadSession["client"];
  readonly view: ExportedView;
  readonly scope: ViewScope;
};

export type ResolveOptions = {
  readonly view: string;
  readonly scope: ViewScope;
  /** What to do where there is no view at all. */
  readonly schemaHint: string;
};

/**
 * Finds the view and describes it. Throws an `ExportError` where there is none of that name or it has
 * no column to choose rows by, an `AbortError` of reason `schema` where this login can read none.
 */
export async function resolveExport(
  client: ReadSession["client"],
  { view: wanted, scope, schemaHint }: ResolveOptions,
): Promise<ExportSource> {
  const views = await listViews(client);
  if (views.length === 0) {
    throw new AbortError(
      "schema",
      `there is no view in ${EXPORTED_SCHEMAS.join(" or ")} that this login may read`,
      { hint: schemaHint },
    );
  }
  const view = await readView(client, findView(wanted, views));
  assertScope(view, scope);
  return { client, view, scope };
}

function assertScope(view: ExportedView, { months, customers }: ViewScope): void {
  const problems = [
    months !== undefined && view.monthColumn === undefined
      ? `${fullName(view)} has no month to choose by: leave --month, --from and --to out`
      : [],
    customers !== undefined && view.customerColumn === undefined
      ? `${fullName(view)} has no customer to choose by: leave --customer out`
      : [],
  ].flat();
  if (problems.length > 0) {
    throw new ExportError(problems.join("\n"));
  }
}
