import { AbortError } from "../domain/abort-error.ts";
import type { Slice } from "../domain/slice.ts";
import type { Source } from "../domain/source.ts";
import { valueColumns } from "../domain/table.ts";

/** One account's customer list as the API gives it now, or why it could not be had. */
export type ListReading = {
  readonly account: string;
  readonly uins: readonly string[];
  readonly error?: Error;
};

/**
 * Reads the customer lists that `slices` stand for, side by side, and stores nothing. Throws an
 * `AbortError` where the clock is wrong or the signal aborts; other failures are in the readings.
 */
export async function readCustomerLists(
  slices: readonly Slice[],
  source: Source,
  signal: AbortSignal,
): Promise<readonly ListReading[]> {
  return await Promise.all(slices.map(async (slice) => await readList(slice, source, signal)));
}

async function readList(slice: Slice, source: Source, signal: AbortSignal): Promise<ListReading> {
  const { account, stream } = slice;
  const [table] = stream.tables;
  const column = table === undefined ? -1 : valueColumns(table).indexOf("customer_uin");
  const uins: string[] = [];
  try {
    for await (const { rows } of source.extract(slice, source.requestInput(slice, []), signal)) {
      uins.push(...(rows[0] ?? []).flatMap(({ values }) => values[column] ?? []));
    }
    return { account, uins };
  } catch (error) {
    if (error instanceof AbortError) {
      throw error;
    }
    signal.throwIfAborted();
    return { account, uins: [], error: error instanceof Error ? error : new Error(String(error)) };
  }
}
