import type { Clock } from "../domain/clock.ts";
import type { Source, StagedPage } from "../domain/source.ts";
import type { Claim, SliceBook } from "../domain/warehouse.ts";

export type StagePagesContext = {
  readonly source: Source;
  readonly slices: SliceBook;
  readonly clock: Clock;
  readonly customerUins: readonly string[];
  readonly signal: AbortSignal;
  /** Told of the mark of the first page, staged or read, before any other page is. */
  readonly onFirstPage?: (mark: string) => void;
};

const WRITES_AT_ONCE = 4;

/**
 * Extracts the claimed slice, but for the pages that are `staged` already, and stages every page. The
 * database writes pages while the next ones are decoded. All writes are over when this returns or
 * throws: one that came later would land among the pages of the next try.
 */
export async function stagePages(
  claim: Claim,
  staged: readonly StagedPage[],
  context: StagePagesContext,
): Promise<void> {
  const { source, slices, signal, clock, customerUins, onFirstPage } = context;
  const input = source.requestInput(claim.slice, customerUins);
  const writes = new Set<Promise<void>>();
  const failures: unknown[] = [];
  const [firstStaged] = staged;
  if (firstStaged !== undefined) {
    onFirstPage?.(firstStaged.mark);
  }
  try {
    for await (const page of source.extract(claim.slice, input, signal, staged)) {
      if (page.request === 0 && page.number === 1 && page.mark !== undefined) {
        onFirstPage?.(page.mark);
      }
      const write: Promise<void> = slices
        .stage(claim, page, clock.now())
        .catch((error: unknown) => {
          failures.push(error);
        })
        .finally(() => writes.delete(write));
      writes.add(write);
      if (writes.size >= WRITES_AT_ONCE) {
        await Promise.race(writes);
      }
      if (failures.length > 0) {
        break;
      }
    }
  } finally {
    await Promise.all(writes);
  }
  if (failures.length > 0) {
    throw failures[0];
  }
}
