import { closestName } from "../config/closest-name.ts";
import { ExportError } from "../domain/export-error.ts";
import {
  EXPORTED_SCHEMAS,
  fullName,
  type ViewName,
} from "../warehouse/postgres/views/exported-view.ts";

/**
 * The view that somebody means: `schema.name`, or the name alone where only one has it. Throws an
 * `ExportError` that lists what there is. Pure.
 */
export function findView(wanted: string, views: readonly ViewName[]): ViewName {
  const found = views.filter((view) => fullName(view) === wanted || view.name === wanted);
  const [view, ...others] = found;
  if (view !== undefined && others.length === 0) {
    return view;
  }
  if (view !== undefined) {
    throw new ExportError(`--view ${wanted} can be ${found.map(fullName).join(" or ")}`, {
      hint: "give the name with its schema",
    });
  }
  const guess = closestName(
    wanted,
    views.flatMap((known) => [fullName(known), known.name]),
  );
  throw new ExportError(
    `--view ${wanted}: there is no such view in ${EXPORTED_SCHEMAS.join(" or ")}`,
    {
      hint: `${guess === undefined ? "" : `did you mean ${guess}? `}there are ${views.map(fullName).join(", ")}`,
    },
  );
}
