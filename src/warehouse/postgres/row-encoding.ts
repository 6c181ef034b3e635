import { hash } from "node:crypto";
import type { LineIdentity, Row, Table } from "../../domain/table.ts";
import { valueColumns } from "../../domain/table.ts";

/** What precedes a row's own values in staging. */
export type StagedAt = { readonly epoch: string; readonly request: number; readonly page: number };

/** Encodes rows of one table as the text format of COPY, in the order of `stagedColumns`. */
export type RowEncoder = (rows: readonly Row[], at: StagedAt) => string;

/** The staging table's columns in the order the encoder writes them. */
export function stagedColumns(table: Table): readonly string[] {
  return [
    "epoch",
    "request",
    "page",
    ...(table.line === undefined ? [] : ["line_base"]),
    ...valueColumns(table),
    "extra",
    "content_hash",
  ];
}

/**
 * The encoder of `table`. The content hash is taken over the very text that is copied: equal hash,
 * equal row.
 */
export function createRowEncoder(table: Table): RowEncoder {
  const lineBaseOf = table.line === undefined ? undefined : createLineBase(table, table.line);
  return (rows, { epoch, request, page }) => {
    const start = `${epoch}\t${request}\t${page}\t`;
    let text = "";
    for (const row of rows) {
      const content = `${row.values.map(copyField).join("\t")}\t${copyField(row.extra)}`;
      const lineBase = lineBaseOf === undefined ? "" : `${copyField(lineBaseOf(row))}\t`;
      text += `${start}${lineBase}${content}\t${contentHash(content)}\n`;
    }
    return text;
  };
}

// The vendor's Id where it sent one; else a hash of what the vendor computes about the line, which
// stays the same in every extraction. Hashed columns are joined with their NULLs told from ''.
function createLineBase(table: Table, line: LineIdentity): (row: Row) => string {
  const columns = valueColumns(table);
  const positions = line.fingerprint.map((column) => columns.indexOf(column));
  return (row) => {
    if (row.lineId !== undefined && row.lineId !== null) {
      return row.lineId;
    }
    const identifying = positions
      .map((position) => copyField(row.values[position] ?? null))
      .join("\t");
    return `${line.version}:${contentHash(identifying)}`;
  };
}

// 128 of SHA-256's bits: two different rows of one slice agree by chance once in 10^27 slices of
// a million lines.
function contentHash(text: string): string {
  return hash("sha256", text, "hex").slice(0, 32);
}

const NEEDS_ESCAPE = /[\\\n\r\t]/;
const ESCAPES: Readonly<Record<string, string>> = {
  "\\": "\\\\",
  "\n": "\\n",
  "\r": "\\r",
  "\t": "\\t",
};

function copyField(value: string | null): string {
  if (value === null) {
    return "\\N";
  }
  return NEEDS_ESCAPE.test(value)
    ? value.replaceAll(/[\\\n\r\t]/g, (character) => ESCAPES[character] ?? character)
    : value;
}
