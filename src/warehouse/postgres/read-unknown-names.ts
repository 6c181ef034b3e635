import type { DimensionName } from "../../domain/table.ts";
import type { Database } from "./open-database.ts";

/** A name in the bill lines of one stream that no summary has taught. */
export type UnknownName = {
  readonly dimension: DimensionName;
  readonly name: string;
  readonly stream: string;
  readonly lines: string;
  /** Exact sum of the charged amount of the lines. */
  readonly amount: string;
  /** Customer-months that have such lines. */
  readonly bills: number;
  /** First day of the earliest month that has it. */
  readonly sinceMonth: string;
};

/** The names that have no code yet, the most frequent first. Reads what loads have counted, never the lines. */
export async function readUnknownNames({ pool }: Database): Promise<readonly UnknownName[]> {
  const { rows } = await pool.query<UnknownName>(
    `select dimension, name, stream, lines, coalesce(amount, 0) as amount, bills::int as bills,
       first_month as "sinceMonth"
     from billing_mart.unknown_name order by lines desc, dimension, name, stream`,
  );
  return rows;
}
