import path from "node:path";
import { type DuckDBConnection, DuckDBDataChunk, DuckDBInstance } from "@duckdb/node-api";
import type { ParquetColumn } from "./parquet-column.ts";
import { ParquetError } from "./parquet-error.ts";

/** DuckDB takes rows in chunks of at most so many. */
export const ROWS_PER_CHUNK = 2048;

export type ParquetOptions = {
  readonly columns: readonly ParquetColumn[];
  /** At most ROWS_PER_CHUNK rows each; texts in the order of the columns. */
  readonly batches: AsyncIterable<readonly (readonly (string | null)[])[]>;
  /** The file to make. */
  readonly file: string;
  /** Where rows wait for their place in the file, about as large as the file. Left as it is. */
  readonly folder: string;
  /** Told of how many rows have been read, and at last, with `isRead`, that all are. */
  readonly onRows: (rows: number, isRead: boolean) => void;
  /** Ends the work; the promise then rejects with the signal's reason. */
  readonly signal: AbortSignal;
};

// DuckDB takes half of the machine's memory unless it is told; what does not fit goes into `folder`.
const MEMORY_LIMIT = "256MB";
// A row group is put together in memory, and FOCUS has 80 columns.
const ROWS_PER_GROUP = 30_000;
const ROWS_PER_FLUSH = 10 * ROWS_PER_CHUNK;

/**
 * Writes rows to a Parquet file and returns how many. They wait in a DuckDB database on disk, for a
 * Parquet file can only be written from a statement that has all its rows: memory does not grow with
 * them. Throws a RangeError for a value that does not fit its column, a `ParquetError` where the file
 * cannot be written.
 */
export async function writeParquet(options: ParquetOptions): Promise<number> {
  const { folder, signal, columns } = options;
  const instance = await onDisk(async () => await openDatabase(folder));
  const connection = await instance.connect();
  const interrupt = (): void => connection.interrupt();
  signal.addEventListener("abort", interrupt, { once: true });
  try {
    signal.throwIfAborted();
    const types = columns.map(({ title, type }) => `${identifier(title)} ${type.toString()}`);
    await onDisk(async () => await connection.run(`create table rows (${types.join(", ")})`));
    const rows = await appendRows(connection, options);
    options.onRows(rows, true);
    // A statement that has not begun cannot be interrupted.
    signal.throwIfAborted();
    await onDisk(async () => await copyToFile(connection, options.file, rows));
    return rows;
  } catch (error) {
    throw signal.aborted ? signal.reason : error;
  } finally {
    signal.removeEventListener("abort", interrupt);
    connection.closeSync();
    instance.closeSync();
  }
}

// What DuckDB fails at here is the disk or the memory: the values fit their columns.
async function onDisk<T>(work: () => T | Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    const words = error instanceof Error ? error.message : String(error);
    throw new ParquetError(`the Parquet file could not be written: ${words}`, {
      cause: error,
      hint: "it needs up to three times its size on the disk where it is to lie",
    });
  }
}

async function openDatabase(folder: string): Promise<DuckDBInstance> {
  return await DuckDBInstance.create(path.join(folder, "rows.duckdb"), {
    memory_limit: MEMORY_LIMIT,
    temp_directory: path.join(folder, "spill"),
    threads: "1",
    // Everything needed is built in, and nothing is fetched from anywhere.
    autoinstall_known_extensions: "false",
    autoload_known_extensions: "false",
  });
}

async function appendRows(
  connection: DuckDBConnection,
  { columns, batches, onRows, signal }: ParquetOptions,
): Promise<number> {
  const appender = await connection.createAppender("rows");
  // One for all: of the memory that chunks take the garbage collector knows nothing.
  const chunk = DuckDBDataChunk.create(columns.map(({ type }) => type));
  let rows = 0;
  let unflushed = 0;
  for await (const batch of batches) {
    signal.throwIfAborted();
    if (batch.length > 0) {
      fillChunk(chunk, columns, batch);
      await onDisk(() => appender.appendDataChunk(chunk));
      rows += batch.length;
      unflushed += batch.length;
      onRows(rows, false);
    }
    if (unflushed >= ROWS_PER_FLUSH) {
      await onDisk(() => appender.flushSync());
      unflushed = 0;
    }
  }
  await onDisk(() => appender.closeSync());
  return rows;
}

function fillChunk(
  chunk: DuckDBDataChunk,
  columns: ParquetOptions["columns"],
  rows: readonly (readonly (string | null)[])[],
): void {
  chunk.reset();
  chunk.rowCount = rows.length;
  for (const [index, { valueOf }] of columns.entries()) {
    const texts = rows.map((row) => row[index] ?? null);
    chunk.setColumnValues(
      index,
      texts.map((text) => (text === null ? null : valueOf(text))),
    );
  }
}

async function copyToFile(
  connection: DuckDBConnection,
  file: string,
  expected: number,
): Promise<void> {
  const { rowsChanged } = await connection.run(
    `copy rows to ${literal(file)} (format parquet, compression zstd, row_group_size ${ROWS_PER_GROUP})`,
  );
  if (rowsChanged !== expected) {
    throw new Error(`of ${expected} rows ${rowsChanged} went into the file`);
  }
}

function identifier(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}

function literal(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}
