import type { Column } from "./column.ts";

/**
 * How a stream's rows are written to its table:
 * `replace` the slice's rows become exactly the extracted ones · `roster` a list of members that are
 * never deleted: who is missing is marked as unbound · `enrich` fills columns of members that a
 * roster listed.
 */
export type WriteMode = "replace" | "roster" | "enrich";

/** Where an answer carries a table's records. */
export type RecordPlace = {
  /** The answer's field that lists the records; absent where the answer itself is the one record. */
  readonly list?: string;
  /** The field of each of those that lists the records meant, such as `Detail` inside a pay mode. */
  readonly within?: string;
};

/** How lines that may lack an id, or repeat one, get a key that is the same in every extraction. */
export type LineIdentity = {
  /** The record's field that carries the vendor's id, when it does. */
  readonly idField: string;
  /** Columns that identify a line without id. Fixed: a change re-keys every such line, so it takes a new version. */
  readonly fingerprint: readonly string[];
  /** Written in front of the hash, so that keys of different versions never mix. */
  readonly version: string;
};

/** A vocabulary of the vendor's: a table of codes and names in schema `billing`, which summaries teach. */
export type DimensionName = "product" | "region" | "transaction_type";

/** The columns of a table whose rows say which name a code has. */
export type TaughtDimension = {
  readonly table: DimensionName;
  readonly code: string;
  readonly name: string;
};

/** One table that a stream fills, declared once: the reader, the loader and the contract tests all follow it. */
export type Table = {
  /** The table in schema `billing`. */
  readonly name: string;
  readonly mode: WriteMode;
  readonly place: RecordPlace;
  /** The column that holds the slice's UIN; absent in a roster, whose rows carry their own. */
  readonly uinColumn?: "customer_uin" | "payer_uin";
  /** Columns that are the same for all of this stream's rows; they tell its rows from another stream's in a shared table. */
  readonly constants: Readonly<Record<string, string>>;
  /** The key after account, UIN and month. */
  readonly key: readonly string[];
  readonly columns: Readonly<Record<string, Column>>;
  /** Columns read from the record around, for records that lie within another. */
  readonly outerColumns?: Readonly<Record<string, Column>>;
  /** The column that numbers rows whose key repeats within the slice, from 1. */
  readonly ordinal?: string;
  /** The column that repeats the outer record's ordinal. */
  readonly outerOrdinal?: string;
  readonly line?: LineIdentity;
  /** The charged amount that bookkeeping adds up. */
  readonly amount?: string;
  /**
   * The function of schema `billing_ops` that adds up a slice's rows anew, called after every load
   * that changed one, with the account, the UIN, the month and the values of `constants`.
   */
  readonly rollUp?: string;
  /** The vocabulary that its rows teach. */
  readonly dimension?: TaughtDimension;
  /** The columns that carry names of a vocabulary without their codes. */
  readonly names?: Readonly<Partial<Record<DimensionName, string>>>;
  /** Fields that must say what was asked for, so a wrong answer can never land in another bill. */
  readonly echoes?: Readonly<Record<string, "uin" | "month">>;
  /** Known fields that are deliberately not stored, each with the reason. */
  readonly ignored?: Readonly<Record<string, string>>;
  /** The columns for unknown fields and for the content hash, where two streams share a row. */
  readonly extraColumn?: string;
  readonly hashColumn?: string;
};

/** One row on its way to the warehouse: values as PostgreSQL input text, in the order of `valueColumns`. */
export type Row = {
  readonly values: readonly (string | null)[];
  /** Unknown fields and raw texts as JSON text; null when there are none. */
  readonly extra: string | null;
  /** The vendor's line id, in tables with a line identity. */
  readonly lineId?: string | null;
};

/** The columns a row's values stand for, in order: constants, outer, own, ordinals. */
export function valueColumns(table: Table): readonly string[] {
  return [
    ...Object.keys(table.constants),
    ...Object.keys(table.outerColumns ?? {}),
    ...Object.keys(table.columns),
    ...(table.outerOrdinal === undefined ? [] : [table.outerOrdinal]),
    ...(table.ordinal === undefined ? [] : [table.ordinal]),
  ];
}
