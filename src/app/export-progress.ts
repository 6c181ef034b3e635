/**
 * How far an export is: `measuring` looks how long the decimals are · `reading` takes rows from the
 * database, `rows` of `total` or so many `bytes` · `writing` puts the file together.
 */
export type ExportProgress =
  | { readonly stage: "measuring" | "writing" }
  | { readonly stage: "reading"; readonly rows: number; readonly total: number }
  | { readonly stage: "reading"; readonly bytes: number };
