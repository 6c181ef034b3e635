/**
 * What a column of a view holds, as whoever writes it to a file has to know: `instant` a timestamptz,
 * `date` a calendar day, `json` jsonb or a list, `text` whatever has no kind of its own.
 */
export type ViewColumnKind =
  | "decimal"
  | "instant"
  | "date"
  | "boolean"
  | "bigint"
  | "integer"
  | "double"
  | "json"
  | "text";

/** A column of a view that can be written to a file. */
export type ViewColumn = {
  /** As the database spells it. */
  readonly name: string;
  /** As files spell it. */
  readonly title: string;
  readonly kind: ViewColumnKind;
};
