import Table from "cli-table3";

/** A table without colours; columns after the first `leftColumns` are right-aligned. */
export function textTable(
  head: readonly string[],
  rows: readonly (readonly string[])[],
  leftColumns = 1,
): string {
  const table = new Table({
    head: [...head],
    colAligns: head.map((_, index) => (index < leftColumns ? "left" : "right")),
    style: { head: [], border: [], compact: true },
  });
  table.push(...rows.map((row) => [...row]));
  return table.toString();
}
