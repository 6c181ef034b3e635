import { escapeIdentifier, escapeLiteral } from "pg";
import type { Side } from "../../domain/check.ts";
import type { Label } from "../../domain/reconciliation.ts";
import type { Stream } from "../../domain/stream.ts";
import type { Database } from "./open-database.ts";
import { runStatement } from "./run-statement.ts";
import { tableOf } from "./side-table.ts";

export type LabelsRequest = {
  readonly side: Side;
  /** The column of codes. */
  readonly codes: string;
  readonly names: readonly string[];
};

/**
 * Every label that the codes behind `names` ever had for anybody, as the side's own summaries say.
 * No name is no label: it would make all codes that ever lacked one the same. One reading of a
 * summary table: those are small. Throws what `runStatement` does.
 */
export async function readLabels(
  database: Database,
  streams: readonly Stream[],
  { side, codes, names }: LabelsRequest,
): Promise<readonly Label[]> {
  const { name: tableName, constants } = tableOf(streams, side);
  const [column] = side.member ?? [];
  if (column === undefined) {
    throw new Error(`a check looks for labels of ${side.source}, which it does not group`);
  }
  const own = Object.entries(constants).map(
    ([name, value]) => `and t.${escapeIdentifier(name)} = ${escapeLiteral(value)}`,
  );
  const { rows } = await runStatement<Label>(database, {
    text: `with label as materialized (
        select distinct t.${escapeIdentifier(codes)} as code, t.${escapeIdentifier(column)} as name
        from billing.${escapeIdentifier(tableName)} t
        where t.${escapeIdentifier(column)} <> '' ${own.join(" ")})
      select code, name from label
      where code in (select code from label where name = any($1)) order by code, name`,
    values: [names],
  });
  return rows;
}
