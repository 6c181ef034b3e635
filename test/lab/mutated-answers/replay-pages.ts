import type { Paging } from "../../../src/domain/stream.ts";
import { canonical } from "./comparable-json.ts";
import { listOf } from "./expected-rows.ts";
import { missingList } from "./missing-list.ts";
import { Refused, type Replay, TooLarge } from "./replay.ts";
import { DRIFT, type Refusal } from "./verdict.ts";
import { WireNumber, type WireObject } from "./wire-json.ts";

/** The pages contradict each other: they are read again from page 1. */
export class Contradiction extends Error {}

export type PagesAsked = {
  readonly request: number;
  readonly paging: Paging;
  readonly size: number;
  /** Whether the list may grow while it is read. */
  readonly mayGrow: boolean;
  /** Told of every page in order, before those after it are asked for. */
  readonly onAnswer: (fields: WireObject) => void;
};

type Page = {
  readonly rows: number;
  readonly total: number | undefined;
  readonly mark: string;
  readonly hasIds: boolean;
};

const PAGES_MAX = 1_000;

/**
 * Every page of one request, by the contract's rules for paging: it ends on an empty page, or on a
 * short page that Total confirms; a moved Total, fewer rows than Total or a repeated page contradict.
 */
export function replayPages(replay: Replay, asked: PagesAsked): void {
  const pages: Page[] = [];
  let { size } = asked;
  let firstSize = size;
  for (let number = 1; number < PAGES_MAX;) {
    let fields: WireObject;
    try {
      fields = replay.ask({ request: asked.request, page: number, size });
    } catch (error) {
      if (!(error instanceof TooLarge) || size % 2 === 1) {
        throw error;
      }
      number = (number - 1) * 2 + 1;
      size /= 2;
      continue;
    }
    firstSize = pages.length === 0 ? size : firstSize;
    const page = readPage(asked.paging, fields);
    pages.push(page);
    checkGoingOn(pages, asked);
    asked.onAnswer(fields);
    if (isLast(pages, page, size)) {
      finish(pages, () =>
        readPage(asked.paging, replay.ask({ request: asked.request, page: 1, size: firstSize })),
      );
      return;
    }
    number += 1;
  }
  throw new Refused({ by: DRIFT, names: ["pages"] });
}

function isLast(pages: readonly Page[], page: Page, size: number): boolean {
  return page.rows === 0 || (page.rows < size && sumOf(pages) === totalOf(pages));
}

function checkGoingOn(pages: readonly Page[], { mayGrow }: PagesAsked): void {
  checkTotals(pages, mayGrow);
  const repeats = pages.filter((page, index) => isRepeat(pages, page, index));
  if (repeats.some(({ hasIds }) => hasIds)) {
    throw new Contradiction("the same Ids again");
  }
  // Without Ids only a wrong count convicts twins; a source without a count is not followed for ever.
  const total = totalOf(pages);
  if (repeats.length > 0 && (total === undefined ? repeats.length > 2 : sumOf(pages) > total)) {
    throw new Contradiction("the same page again, and more rows than Total");
  }
}

function finish(pages: readonly Page[], askFirst: () => Page): void {
  const total = totalOf(pages);
  const rows = sumOf(pages);
  const hasRepeat = pages.some((page, index) => isRepeat(pages, page, index));
  if ((total !== undefined && rows < total) || (hasRepeat && rows !== total)) {
    throw new Contradiction("fewer rows than Total, or a page twice");
  }
  const totals = pages.flatMap((page, index) => (isPastEnd(page, index) ? [] : (page.total ?? [])));
  if (new Set(totals).size > 1 && askFirst().mark !== pages[0]?.mark) {
    throw new Contradiction("page 1 has changed");
  }
}

function checkTotals(pages: readonly Page[], mayGrow: boolean): void {
  let known: number | undefined;
  for (const [index, page] of pages.entries()) {
    if (page.total !== undefined && !isPastEnd(page, index)) {
      if (known !== undefined && page.total !== known && (!mayGrow || page.total < known)) {
        throw new Contradiction("Total moved");
      }
      known = page.total;
    }
  }
}

function totalOf(pages: readonly Page[]): number | undefined {
  return pages.findLast((page, index) => page.total !== undefined && !isPastEnd(page, index))
    ?.total;
}

// Behind the end some lists say 0 or nothing.
function isPastEnd(page: Page, index: number): boolean {
  return index > 0 && page.rows === 0 && (page.total ?? 0) === 0;
}

function isRepeat(pages: readonly Page[], page: Page, index: number): boolean {
  return page.rows > 0 && pages.slice(0, index).some(({ mark }) => mark === page.mark);
}

function sumOf(pages: readonly Page[]): number {
  return pages.reduce((sum, { rows }) => sum + rows, 0);
}

function readPage({ list, totalField, idField = "" }: Paging, fields: WireObject): Page {
  const refusals: Refusal[] = [...missingList(fields, list)];
  const records = listOf(fields, list, refusals);
  const total = readTotal(fields, totalField, refusals);
  const [refusal] = refusals;
  if (refusal !== undefined) {
    throw new Refused({ by: refusal.by, names: [list, totalField] });
  }
  const ids = records.map((record) => idOf(record, idField));
  const hasIds = ids.length > 0 && ids.every((id) => id !== "" && id !== "-");
  const mark = hasIds ? `ids ${JSON.stringify(ids)}` : `rows ${records.map(canonical).join()}`;
  return { rows: records.length, total, mark, hasIds };
}

function idOf(record: WireObject, field: string): string {
  const id = record.get(field);
  return id instanceof WireNumber ? id.text : typeof id === "string" ? id.trim() : "";
}

function readTotal(fields: WireObject, field: string, refusals: Refusal[]): number | undefined {
  const total = fields.get(field) ?? "";
  const text = total instanceof WireNumber ? total.text : total;
  if (typeof text !== "string" || !/^(?:\s*[0-9]{1,12}\s*)?$/.test(text)) {
    refusals.push({ by: DRIFT, names: [field] });
    return undefined;
  }
  return text === "" ? undefined : Number(text);
}
