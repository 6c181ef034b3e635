import { createWriteStream } from "node:fs";
import path from "node:path";
import { pipeline } from "node:stream/promises";
import type { BillMonth } from "../domain/bill-month.ts";
import { openOutputFile, type OutputFile } from "../export/output-file.ts";
import { openReadSession } from "../warehouse/postgres/read-session.ts";
import { asDatabaseError } from "../warehouse/postgres/sql-state.ts";
import { copyView } from "../warehouse/postgres/views/copy-view.ts";
import { fullName, type ViewScope } from "../warehouse/postgres/views/exported-view.ts";
import { BEGIN_EXPORT } from "../warehouse/postgres/views/select-view.ts";
import { exportFileName } from "./export-file-name.ts";
import { exportParquet } from "./export-parquet.ts";
import type { ExportProgress } from "./export-progress.ts";
import { type ExportSource, resolveExport } from "./resolve-export.ts";

export type ExportFormat = "parquet" | "csv";

/** Where CSV goes that is not to be kept in a file. */
export type TextTarget = {
  readonly write: (text: string) => void;
  /** Whether nobody reads on. */
  readonly isClosed: () => boolean;
};

export type ExportOptions = {
  readonly databaseUrl: string;
  /** What to do where there is no schema yet. */
  readonly schemaHint: string;
  /** A view of `billing_mart` or `focus`, with its schema or without. */
  readonly view: string;
  readonly scope: ViewScope;
  readonly format: ExportFormat;
  /** A file to write; undefined: one in the working directory, named after what is in it. */
  readonly path: string | undefined;
  /** Whether a file that is there is replaced. */
  readonly isForced: boolean;
  readonly onProgress: (progress: ExportProgress) => void;
  readonly signal: AbortSignal;
};

/** What was written. */
export type ExportReport = {
  /** As it was given, or the name that was made up; undefined where it went to a `TextTarget`. */
  readonly path: string | undefined;
  readonly rows: number;
  readonly bytes: number;
  /** With its schema. */
  readonly view: string;
  /** Undefined: all. */
  readonly months: readonly BillMonth[] | undefined;
  readonly customers: readonly string[] | undefined;
  readonly format: ExportFormat;
};

/**
 * Writes the rows of a view to a file, whole or not at all, all of them as of one moment; memory does
 * not grow with them. Changes nothing in the database.
 *
 * Throws an `ExportError` for what cannot be written, an `AbortError` where the database fails, the
 * signal's reason where it aborts.
 */
export async function runExport(options: ExportOptions): Promise<ExportReport> {
  return await withSource(options, async (source) => {
    const { view, scope } = source;
    const target = options.path ?? exportFileName(view, scope, options.format);
    const output = await openOutputFile(path.resolve(target), options);
    try {
      const rows =
        options.format === "parquet"
          ? await exportParquet(source, output, options)
          : await exportCsv(source, output, options);
      options.signal.throwIfAborted();
      return { ...reportOf(source, options), path: target, rows, bytes: await output.commit() };
    } finally {
      await output[Symbol.asyncDispose]();
    }
  });
}

/**
 * Writes the rows of a view as CSV, part by part, until nobody reads on: then `rows` is 0. Throws
 * as `runExport`.
 */
export async function streamExport(
  options: Omit<ExportOptions, "path" | "isForced" | "format">,
  { write, isClosed }: TextTarget,
): Promise<ExportReport> {
  return await withSource(options, async (source) => {
    const copy = copyView(source.client, source.view, source.scope);
    // A character may lie on both sides of a cut.
    const decoder = new TextDecoder();
    let bytes = 0;
    for await (const chunk of copy.stream as AsyncIterable<Buffer>) {
      options.signal.throwIfAborted();
      bytes += chunk.length;
      options.onProgress({ stage: "reading", bytes });
      write(decoder.decode(chunk, { stream: true }));
      if (isClosed()) {
        return { ...reportOf(source, { format: "csv" }), path: undefined, rows: 0, bytes };
      }
    }
    const rows = await copy.rows();
    return { ...reportOf(source, { format: "csv" }), path: undefined, rows, bytes };
  });
}

function reportOf(
  { view, scope }: ExportSource,
  { format }: Pick<ExportOptions, "format">,
): Omit<ExportReport, "path" | "rows" | "bytes"> {
  return { view: fullName(view), months: scope.months, customers: scope.customers, format };
}

async function exportCsv(
  { client, view, scope }: ExportSource,
  { file }: OutputFile,
  { onProgress, signal }: ExportOptions,
): Promise<number> {
  const copy = copyView(client, view, scope);
  let bytes = 0;
  await pipeline(
    copy.stream,
    async function* count(chunks: AsyncIterable<Buffer>) {
      for await (const chunk of chunks) {
        bytes += chunk.length;
        onProgress({ stage: "reading", bytes });
        yield chunk;
      }
    },
    createWriteStream(file),
    { signal },
  );
  return await copy.rows();
}

async function withSource<T>(
  options: Pick<ExportOptions, "databaseUrl" | "schemaHint" | "view" | "scope" | "signal">,
  work: (source: ExportSource) => Promise<T>,
): Promise<T> {
  const { signal } = options;
  try {
    const session = await openReadSession({
      url: options.databaseUrl,
      applicationName: "billhouse export",
      begin: BEGIN_EXPORT,
      signal,
    });
    try {
      return await work(await resolveExport(session.client, options));
    } finally {
      await session[Symbol.asyncDispose]();
    }
  } catch (error) {
    throw signal.aborted ? signal.reason : asDatabaseError(error);
  }
}
