import {
  BIGINT,
  BOOLEAN,
  DATE,
  DECIMAL,
  DOUBLE,
  DuckDBDateValue,
  DuckDBDecimalValue,
  DuckDBTimestampTZValue,
  type DuckDBType,
  type DuckDBValue,
  INTEGER,
  TIMESTAMPTZ,
  VARCHAR,
} from "@duckdb/node-api";
import type { ViewColumn, ViewColumnKind } from "../domain/view-column.ts";
import { DECIMAL_DIGITS } from "./decimal-scale.ts";
import { unscaledDecimal } from "./unscaled-decimal.ts";

/** A column on its way into a Parquet file. */
export type ParquetColumn = {
  readonly title: string;
  readonly type: DuckDBType;
  /** The value for a text as the warehouse counts it. Throws a RangeError where it would be another. */
  readonly valueOf: (text: string) => DuckDBValue;
};

/** The Parquet column for a view's column. `scale` is how many digits its decimals have behind the point. */
export function parquetColumn({ title, kind }: ViewColumn, scale: number): ParquetColumn {
  return kind === "decimal" ? decimalColumn(title, scale) : { title, ...BY_KIND[kind] };
}

function decimalColumn(title: string, scale: number): ParquetColumn {
  return {
    title,
    type: DECIMAL(DECIMAL_DIGITS, scale),
    valueOf: (text) => new DuckDBDecimalValue(unscaledDecimal(text, scale), DECIMAL_DIGITS, scale),
  };
}

const AS_IT_IS = { type: VARCHAR, valueOf: (text: string) => text };

const BY_KIND: Readonly<
  Record<Exclude<ViewColumnKind, "decimal">, Pick<ParquetColumn, "type" | "valueOf">>
> = {
  instant: {
    type: TIMESTAMPTZ,
    valueOf: (microseconds) => new DuckDBTimestampTZValue(BigInt(microseconds)),
  },
  date: { type: DATE, valueOf: (days) => new DuckDBDateValue(Number(days)) },
  boolean: { type: BOOLEAN, valueOf: (text) => text === "true" },
  bigint: { type: BIGINT, valueOf: (text) => BigInt(text) },
  integer: { type: INTEGER, valueOf: Number },
  double: { type: DOUBLE, valueOf: Number },
  json: AS_IT_IS,
  text: AS_IT_IS,
};
