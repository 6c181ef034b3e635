import type { Pool } from "pg";
import { escapeIdentifier } from "pg";
import type { Stream } from "../../../src/domain/stream.ts";
import type { Table } from "../../../src/domain/table.ts";
import { readText, type TextRow } from "../../support/read-table.ts";
import { canonical } from "./comparable-json.ts";
import { readWireJson } from "./read-wire-json.ts";

/** A stored row: columns as PostgreSQL writes them, times as epoch seconds, JSON in canonical form. */
export type StoredRow = Readonly<Record<string, string | null>>;

/** The rows that an account has in a stream's tables, by table. */
export async function readSliceRows(
  pool: Pool,
  { tables }: Stream,
  account: string,
): Promise<readonly (readonly StoredRow[])[]> {
  return await Promise.all(
    tables.map(async (table) => {
      const columns = columnsOf(table);
      const list = Object.entries(columns).map(
        ([name, sql]) => `${sql} as ${escapeIdentifier(name)}`,
      );
      const rows = await readText(
        pool,
        `select ${list.join(", ")} from billing.${escapeIdentifier(table.name)} where account = $1`,
        [account],
      );
      return rows.map((row) => withCanonicalJson(table, row));
    }),
  );
}

/** Everything about an account's rows, with where each lies and who wrote it: equal means untouched. */
export async function readUntouched(
  pool: Pool,
  { tables }: Stream,
  account: string,
): Promise<string> {
  const states = await Promise.all(
    tables.map(
      async ({ name }) =>
        await readText(
          pool,
          `select ctid, xmin, t::text as row from billing.${escapeIdentifier(name)} t where account = $1 order by 1`,
          [account],
        ),
    ),
  );
  return JSON.stringify(states);
}

function columnsOf(table: Table): Readonly<Record<string, string>> {
  const declared = { ...table.outerColumns, ...table.columns };
  const key = [table.uinColumn, table.uinColumn && "bill_month", table.ordinal, table.outerOrdinal];
  const plain = [
    ...Object.keys(table.constants),
    ...Object.keys(declared),
    ...key.filter((name) => name !== undefined),
    ...(table.line === undefined ? [] : ["line_id"]),
    ...(table.mode === "roster" ? ["unbound_at"] : []),
  ];
  return {
    ...Object.fromEntries(plain.map((name) => [name, escapeIdentifier(name)])),
    ...Object.fromEntries(
      Object.entries(declared)
        .filter(([, { kind }]) => kind === "time")
        .map(([name]) => [name, `extract(epoch from ${escapeIdentifier(name)})::bigint`]),
    ),
    extra: escapeIdentifier(table.extraColumn ?? "extra"),
  };
}

function withCanonicalJson({ columns }: Table, row: TextRow): StoredRow {
  const names = Object.keys(columns).filter((name) => columns[name]?.kind === "json");
  return {
    ...row,
    ...Object.fromEntries(
      ["extra", ...names].map((name) => [name, canonicalText(row[name] ?? null)]),
    ),
  };
}

function canonicalText(text: string | null): string | null {
  const reading = text === null ? undefined : readWireJson(text);
  return reading === undefined ? null : canonical(reading.value);
}
