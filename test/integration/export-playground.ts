import { mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { DuckDBInstance } from "@duckdb/node-api";
import { type FreshDatabase, freshDatabase } from "../support/fresh-database.ts";
import { type CommandOptions, type CommandResult, runCommand } from "./run-command.ts";

/** A database with views of a test's own, and a folder to write them to; disposal removes both. */
export type ExportPlayground = AsyncDisposable & {
  readonly database: FreshDatabase;
  readonly folder: string;
  /** A path in the folder. */
  readonly at: (name: string) => string;
  /** Every name in the folder, hidden ones too. */
  readonly files: () => Promise<readonly string[]>;
  readonly text: (name: string) => Promise<string>;
  /** Runs `export` with the words of `line`, into the file `out` of the folder where that is given. */
  readonly run: (
    line: string,
    options?: CommandOptions & { readonly out?: string },
  ) => Promise<CommandResult>;
};

/** Opens a playground; `sql` makes the views. */
export async function openExportPlayground(...sql: readonly string[]): Promise<ExportPlayground> {
  const database = await freshDatabase("empty");
  const folder = await mkdtemp(path.join(tmpdir(), "billhouse-export-"));
  const at = (name: string): string => path.join(folder, name);
  await database.pool.query("create schema billing_mart; create schema focus");
  for (const statement of sql) {
    await database.pool.query(statement);
  }
  return {
    database,
    folder,
    at,
    files: async () => (await readdir(folder)).toSorted(),
    text: async (name) => await readFile(at(name), "utf8"),
    run: async (line, { out, ...options } = {}) => {
      const file = out === undefined ? [] : ["--out", at(out)];
      const env = { DATABASE_URL: database.url };
      return await runCommand(["export", ...line.trim().split(/ +/), ...file], { env, ...options });
    },
    [Symbol.asyncDispose]: async () => {
      await database[Symbol.asyncDispose]();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** Columns with their types, and rows with their values as DuckDB writes them. */
export type ParquetContent = {
  readonly types: Readonly<Record<string, string>>;
  readonly rows: readonly Readonly<Record<string, string | null>>[];
};

/** Reads a Parquet file back with DuckDB, every value as text. */
export async function readParquet(file: string): Promise<ParquetContent> {
  const instance = await DuckDBInstance.create(":memory:");
  const connection = await instance.connect();
  try {
    const source = `read_parquet('${file.replaceAll("'", "''")}')`;
    const described = await connection.runAndReadAll(`describe select * from ${source}`);
    const types = described
      .getRowObjects()
      .map(({ column_name, column_type }) => [String(column_name), String(column_type)] as const);
    // Of an instant DuckDB writes the local time.
    const texts = types.map(([name, type]) =>
      type === "TIMESTAMP WITH TIME ZONE"
        ? `strftime(("${name}" at time zone 'UTC')::timestamp, '%Y-%m-%dT%H:%M:%S.%fZ') as "${name}"`
        : `"${name}"::varchar as "${name}"`,
    );
    const read = await connection.runAndReadAll(`select ${texts.join(", ")} from ${source}`);
    return {
      types: Object.fromEntries(types),
      rows: read.getRowObjects() as ParquetContent["rows"],
    };
  } finally {
    connection.closeSync();
    instance.closeSync();
  }
}
