import type { ViewName, ViewScope } from "../warehouse/postgres/views/exported-view.ts";

/**
 * What a file is called that nobody gave a name: the view, the months from the first to the last, the
 * customers. Pure.
 */
export function exportFileName(
  { name }: ViewName,
  { months = [], customers = [] }: ViewScope,
  format: "parquet" | "csv",
): string {
  const span = [...new Set([months[0], months.at(-1)])].filter((month) => month !== undefined);
  const whose = customers.length > 1 ? `${customers.length}-customers` : customers[0];
  const parts = [name, span.length === 0 ? undefined : span.join("_"), whose];
  return `${parts.filter((part) => part !== undefined).join("-")}.${format}`;
}
