import { join } from "node:path";
import { addMonths, firstDay } from "../src/domain/bill-month.ts";
import type { BillVersion } from "./bill-rows.ts";
import { createBaseline, writeCopyFile } from "./copy-baseline.ts";
import { type Cost, measureCost } from "./measure-cost.ts";
import { type LoadCost, openSliceLoader } from "./slice-loader.ts";

const UIN = "200000000001";
const MONTH = "2026-10";

/** One slice in a database of its own, to be loaded in one version after the other. */
export type LoadStage = AsyncDisposable & {
  readonly baselineTool: string;
  readonly load: (version: BillVersion) => Promise<LoadCost>;
  /** A plain COPY of the rows that are loaded. The file is written by the first call, outside the measured time. */
  readonly copy: () => Promise<Cost>;
};

export type LoadStageOptions = {
  readonly databaseUrl: string;
  readonly rows: number;
  /** Where the file for COPY may be written. */
  readonly directory: string;
  readonly signal: AbortSignal;
};

export async function openLoadStage(options: LoadStageOptions): Promise<LoadStage> {
  const { databaseUrl, rows, directory, signal } = options;
  const loader = await openSliceLoader(databaseUrl, signal);
  const { pool } = loader;
  const baseline = await createBaseline(pool, databaseUrl, {
    first: firstDay(MONTH),
    next: firstDay(addMonths(MONTH, 1)),
  });
  const file = join(directory, "bill_detail.tsv");
  let isWritten = false;
  return {
    baselineTool: baseline.tool,
    load: async (version) => await loader.load({ uin: UIN, month: MONTH, rows, version }),
    copy: async () => {
      if (!isWritten) {
        await writeCopyFile(pool, file);
        isWritten = true;
      }
      const { value: _, ...cost } = await measureCost(pool, async () => await baseline.copy(file));
      return cost;
    },
    [Symbol.asyncDispose]: async () => await loader[Symbol.asyncDispose](),
  };
}
