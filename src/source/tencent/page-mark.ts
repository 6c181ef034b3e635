import { z } from "zod";
import type { PageFacts } from "./page-walk.ts";

/** What is remembered of a page that was read: how it was asked for, and what the walk saw of it. */
export type PageMark = PageFacts & {
  /** The page size it was asked for with. */
  readonly size: number;
};

const MARK = z.strictObject({
  size: z.int().min(1),
  rows: z.int().min(0),
  total: z.int().min(0).nullable(),
  fingerprint: z.string(),
  hasIds: z.boolean(),
  content: z.string(),
});

/** The mark as text, for whoever keeps it beside the page. */
export function writePageMark({ number: _number, total, ...mark }: PageMark): string {
  return JSON.stringify({ ...mark, total: total ?? null });
}

/** The mark of page `number`; undefined where another version wrote it. */
export function readPageMark(number: number, text: string): PageMark | undefined {
  const result = MARK.safeParse(jsonOf(text));
  return result.success
    ? { ...result.data, number, total: result.data.total ?? undefined }
    : undefined;
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
