import { ExportError } from "../domain/export-error.ts";
import { DECIMAL_DIGITS, decimalScale } from "../export/decimal-scale.ts";
import type { OutputFile } from "../export/output-file.ts";
import { readCursor } from "../warehouse/postgres/read-cursor.ts";
import { fullName } from "../warehouse/postgres/views/exported-view.ts";
import {
  type DecimalExtent,
  measureDecimals,
  readLongestDecimals,
} from "../warehouse/postgres/views/measure-decimals.ts";
import { COUNTED, selectView } from "../warehouse/postgres/views/select-view.ts";
import type { ExportProgress } from "./export-progress.ts";
import type { ExportSource } from "./resolve-export.ts";

export type ExportParquetOptions = {
  readonly onProgress: (progress: ExportProgress) => void;
  readonly signal: AbortSignal;
};

/**
 * Writes the rows as Parquet and returns how many. They are read twice, in one transaction: first to
 * see how many digits their decimals need. Throws an `ExportError` where that is more than there are.
 */
export async function exportParquet(
  source: ExportSource,
  { file, folder }: OutputFile,
  { onProgress, signal }: ExportParquetOptions,
): Promise<number> {
  const { client, view, scope } = source;
  onProgress({ stage: "measuring" });
  const { rows: total, decimals } = await measureDecimals(client, view, scope);
  const scales = new Map<string, number>();
  for (const extent of decimals) {
    scales.set(extent.column.name, await scaleOf(extent, source));
  }
  // Its library is native code of 70 MB: only who writes Parquet waits for it, or needs it to be there.
  const { writeParquet, ROWS_PER_CHUNK } = await import("../export/write-parquet.ts");
  const { parquetColumn } = await import("../export/parquet-column.ts");
  return await writeParquet({
    columns: view.columns.map((column) => parquetColumn(column, scales.get(column.name) ?? 0)),
    batches: rowsOf(readCursor(client, selectView(view, scope, COUNTED), ROWS_PER_CHUNK)),
    file,
    folder,
    onRows: (rows, isRead) =>
      onProgress(isRead ? { stage: "writing" } : { stage: "reading", rows, total }),
    signal,
  });
}

async function scaleOf(extent: DecimalExtent, source: ExportSource): Promise<number> {
  const scale = extent.hasUnlimited ? undefined : decimalScale(extent);
  if (scale !== undefined) {
    return scale;
  }
  const { column } = extent;
  const longest = await readLongestDecimals(source.client, column, source);
  throw new ExportError(
    `${fullName(source.view)}: ${column.title} does not fit Parquet, whose decimals have ${DECIMAL_DIGITS} digits in all: ${longest.join(" and ")}`,
    { hint: "--format csv takes decimals of any length; nothing is ever rounded" },
  );
}

async function* rowsOf<T>(
  batches: AsyncIterable<{ readonly rows: readonly T[] }>,
): AsyncGenerator<readonly T[]> {
  for await (const { rows } of batches) {
    yield rows;
  }
}
