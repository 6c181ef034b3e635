import { JsonNumber } from "../../domain/json-number.ts";
import type { JsonObject } from "../../domain/json.ts";
import type { Paging } from "../../domain/stream.ts";
import { pageFactsOf } from "./page-facts.ts";
import type { PageMark } from "./page-mark.ts";
import { PageTooLargeError } from "./page-too-large-error.ts";
import { PageWalk, type WalkStep } from "./page-walk.ts";

export type PagedRequest = {
  readonly params: JsonObject;
  readonly paging: Paging;
  /** Whether the month may still grow while it is read. */
  readonly mayGrow: boolean;
  /** How many pages may be asked for ahead of the one that is waited for. */
  readonly window: number;
  /** `abandoned` aborts when nobody waits for the answer any more. */
  readonly call: (params: JsonObject, abandoned: AbortSignal) => Promise<JsonObject>;
  /** Pages from 1 on, without a gap, that an earlier walk has read: they are not asked for again. */
  readonly staged?: readonly PageMark[];
};

/** One page's answer, numbered from 1 in the order of the pages. */
export type NumberedAnswer = { readonly answer: JsonObject; readonly mark: PageMark };

/**
 * Every page of one request, in order, while the pages ahead are already being fetched: an answer
 * may take seconds, and the lane of one long slice would idle if pages were asked for one by one.
 * Where an answer would be too large for the API, the walk goes on from the same row with pages of
 * half the size.
 *
 * Where pages are staged, page 1 is read once more and compared, and the walk goes on behind them.
 *
 * Throws a `SliceError` of failure `inconsistent` when the pages contradict each other; what was
 * yielded or staged before is then worthless.
 */
export async function* readPages(request: PagedRequest): AsyncGenerator<NumberedAnswer> {
  const { paging } = request;
  const walk = new PageWalk({ pageSize: paging.size, mayGrow: request.mayGrow });
  const staged = request.staged ?? [];
  let ahead = new PagesAhead(request, { size: paging.size, first: staged.length + 1 });
  try {
    if ((await takeStaged(walk, staged, { ahead, request })) !== "more") {
      return;
    }
    for (let number = staged.length + 1; ; number += 1) {
      const page = await takePage(ahead);
      ahead = page.ahead;
      walk.pageSize = ahead.size;
      const facts = pageFactsOf(paging, page.answer, number);
      const step = walk.accept(facts);
      ahead.fetchUpTo(Math.min(walk.promisedPages, ahead.taken + request.window));
      yield { answer: page.answer, mark: { ...facts, size: ahead.size } };
      if (step === "recheck-first-page") {
        const again = await ahead.fetch({ number: 1, size: walk.firstPageSize });
        walk.acceptRecheck(pageFactsOf(paging, again, 1));
      }
      if (step !== "more") {
        return;
      }
    }
  } finally {
    ahead.abandon();
  }
}

async function takeStaged(
  walk: PageWalk,
  staged: readonly PageMark[],
  { ahead, request }: { readonly ahead: PagesAhead; readonly request: PagedRequest },
): Promise<WalkStep> {
  const { paging, window } = request;
  let step: WalkStep = "more";
  for (const mark of staged) {
    step = walk.accept(mark);
  }
  if (staged.length > 0) {
    walk.acceptAgain(pageFactsOf(paging, await ahead.fetch({ number: 1, size: paging.size }), 1));
    ahead.fetchUpTo(Math.min(walk.promisedPages, ahead.taken + window));
  }
  return step;
}

async function takePage(
  ahead: PagesAhead,
): Promise<{ readonly answer: JsonObject; readonly ahead: PagesAhead }> {
  for (let current = ahead; ;) {
    try {
      return { answer: await current.take(), ahead: current };
    } catch (error) {
      if (!(error instanceof PageTooLargeError) || current.size % 2 === 1) {
        throw error;
      }
      current.abandon();
      current = current.halved();
    }
  }
}

type PageAsked = { readonly number: number; readonly size: number };

/** Pages of one size, taken in order, of which some were asked for before their turn. */
class PagesAhead {
  readonly size: number;
  readonly #request: PagedRequest;
  readonly #abandoned = new AbortController();
  readonly #pages = new Map<number, Promise<JsonObject>>();
  #asked: number;
  #taken: number;

  constructor(request: PagedRequest, { size, first }: { size: number; first: number }) {
    this.size = size;
    this.#request = request;
    this.#asked = first - 1;
    this.#taken = first - 1;
  }

  /** The number of the page that was taken last. */
  get taken(): number {
    return this.#taken;
  }

  /** The same rows from the page that could not be taken, in pages of half the size. */
  halved(): PagesAhead {
    return new PagesAhead(this.#request, {
      size: this.size / 2,
      first: (this.#taken - 1) * 2 + 1,
    });
  }

  abandon(): void {
    this.#abandoned.abort(new Error("the pages ahead are no longer needed"));
  }

  async fetch({ number, size }: PageAsked): Promise<JsonObject> {
    const { params, paging, call } = this.#request;
    const page = {
      ...params,
      [paging.pageField]: new JsonNumber(String(number)),
      [paging.sizeField]: new JsonNumber(String(size)),
    };
    return await call(page, this.#abandoned.signal);
  }

  fetchUpTo(last: number): void {
    while (this.#asked < last) {
      this.#asked += 1;
      const page = this.fetch({ number: this.#asked, size: this.size });
      // A page that fails before its turn is reported when its turn comes, or never if the walk
      // ended before: without this handler Node would end the process over it.
      page.catch(() => undefined);
      this.#pages.set(this.#asked, page);
    }
  }

  async take(): Promise<JsonObject> {
    this.#taken += 1;
    const number = this.#taken;
    this.fetchUpTo(number);
    const page = this.#pages.get(number) ?? this.fetch({ number, size: this.size });
    this.#pages.delete(number);
    return await page;
  }
}
