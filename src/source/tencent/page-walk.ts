import { SliceError } from "../../domain/slice-error.ts";

/** What the walk needs to know of a page. */
export type PageFacts = {
  readonly number: number;
  readonly rows: number;
  /** The answer's `Total`; undefined where it carried none. */
  readonly total: number | undefined;
  /** Equal for equal pages: of the Ids where every row has one, else of the whole content. */
  readonly fingerprint: string;
  readonly hasIds: boolean;
  /** Hash of everything in the page; '' for pages after the first, whose amounts nobody compares. */
  readonly content: string;
};

export type WalkStep = "more" | "end" | "recheck-first-page";

export type WalkOptions = {
  readonly pageSize: number;
  /** Whether the month may still grow while it is read. */
  readonly mayGrow: boolean;
};

// 20 million lines; a source that never ends must not be read for ever.
const PAGES_MAX = 100_000;
const BLIND_REPEATS_MAX = 3;

/**
 * Decides, page by page, whether a paged answer is complete. Pure but for its own counters.
 *
 * `Total` is never trusted alone: the vendor documents it as cached and possibly low, and its own
 * sample says 0 beside one row. The walk ends on an empty page, or on a short page that `Total`
 * confirms. Whatever contradicts itself is a `SliceError` of failure `inconsistent`.
 */
export class PageWalk {
  /** Of the pages to come: the source may ask for smaller ones on the way. */
  pageSize: number;
  readonly #mayGrow: boolean;
  readonly #seen = new Set<string>();
  #first: PageFacts | undefined;
  #firstPageSize = 0;
  #total: number | undefined;
  #rows = 0;
  #repeats = 0;
  #grew = false;

  constructor(options: WalkOptions) {
    this.pageSize = options.pageSize;
    this.#mayGrow = options.mayGrow;
  }

  /** The size that page 1 was asked for in: read again in another size it could not agree. */
  get firstPageSize(): number {
    return this.#firstPageSize;
  }

  /** How many pages the source has promised so far; 1 where it promised nothing. */
  get promisedPages(): number {
    return Math.max(1, Math.ceil((this.#total ?? 0) / this.pageSize));
  }

  /** Takes the next page in order and says how to go on. */
  accept(page: PageFacts): WalkStep {
    if (this.#first === undefined) {
      this.#first = page;
      this.#firstPageSize = this.pageSize;
    }
    this.#rows += page.rows;
    this.#noteRepeat(page);
    this.#noteTotal(page);
    if (page.number > PAGES_MAX) {
      throw inconsistent(`more than ${PAGES_MAX} pages`);
    }
    if (!this.#isEnd(page)) {
      return "more";
    }
    this.#checkComplete();
    return this.#grew ? "recheck-first-page" : "end";
  }

  /**
   * Takes page 1 as it is now, after other pages were taken in an earlier extraction. Throws where it
   * is not as it was then, to the last digit, or promises another number of rows than the pages did.
   */
  acceptAgain(page: PageFacts): void {
    if (page.content !== this.#first?.content || page.total !== this.#total) {
      throw inconsistent("the bill is no longer as it was when its pages were staged");
    }
  }

  /** Takes page 1 as it is after the walk; rows that moved to or from it would be lost or doubled. */
  acceptRecheck(page: PageFacts): void {
    if (page.fingerprint !== this.#first?.fingerprint) {
      throw inconsistent("page 1 changed while the pages after it were read");
    }
  }

  #isEnd(page: PageFacts): boolean {
    return page.rows === 0 || (page.rows < this.pageSize && this.#rows === this.#total);
  }

  #checkComplete(): void {
    if (this.#total !== undefined && this.#rows < this.#total) {
      throw inconsistent(`the pages have ${this.#rows} rows, Total says ${this.#total}`);
    }
    if (this.#repeats > 0 && this.#rows !== this.#total) {
      throw inconsistent(
        `a page came twice, and ${this.#rows} rows are not the Total of ${this.#total ?? "(none)"}`,
      );
    }
  }

  #noteRepeat(page: PageFacts): void {
    if (page.rows === 0) {
      return;
    }
    if (!this.#seen.has(page.fingerprint)) {
      this.#seen.add(page.fingerprint);
      return;
    }
    this.#repeats += 1;
    // Without Ids two equal pages can be honest twins, so only a wrong count convicts them.
    const isTooMany =
      this.#total === undefined
        ? this.#repeats >= BLIND_REPEATS_MAX
        : this.#rows > Math.max(this.#total, page.total ?? 0);
    if (page.hasIds || isTooMany) {
      throw inconsistent(`page ${page.number} repeats an earlier page`);
    }
  }

  #noteTotal(page: PageFacts): void {
    // Past the end some lists answer Total 0 or none: the empty page itself is the evidence there.
    const isPastEnd = page.rows === 0 && page.number > 1 && (page.total ?? 0) === 0;
    if (page.total === undefined || isPastEnd || page.total === this.#total) {
      return;
    }
    if (this.#total !== undefined) {
      if (!this.#mayGrow || page.total < this.#total) {
        throw inconsistent(`Total moved from ${this.#total} to ${page.total}`);
      }
      this.#grew = true;
    }
    this.#total = page.total;
  }
}

function inconsistent(problem: string): SliceError {
  return new SliceError("inconsistent", `the pages contradict each other: ${problem}`, {
    code: "InconsistentPages",
    hint: "the bill changed while it was read; it is read again from page 1",
  });
}
