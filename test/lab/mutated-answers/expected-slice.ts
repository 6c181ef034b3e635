/** A row as texts by column, without what the load adds and without ordinals and line ids. */
export type ExpectedRow = Readonly<Record<string, string | null>>;

/** A record's row in the stream's first table, and those of the records within it, by table. */
export type ExpectedRecord = {
  readonly row: ExpectedRow;
  /** The vendor's id of a bill line; null where it has none. */
  readonly lineId: string | null;
  readonly within: readonly (readonly ExpectedRow[])[];
};

/** What a slice has to hold when it is loaded. */
export type ExpectedSlice = {
  readonly records: readonly ExpectedRecord[];
  /** How many rows bookkeeping counts. */
  readonly rowCount: number;
};
