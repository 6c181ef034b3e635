import type { Mutant } from "./mutant.ts";

const WALK = "src/source/tencent/page-walk.ts";
const FACTS = "src/source/tencent/page-facts.ts";
const SYNC = "src/pipeline/sync-slice.ts";

/** Guards against answers that are whole, and wrong beside each other or beside what is known. */
export const PAGING_MUTANTS: readonly Mutant[] = [
  {
    id: "total-believed",
    file: WALK,
    find: "return page.rows === 0 || (page.rows < this.pageSize && this.#rows === this.#total);",
    replace: "return page.rows === 0 || this.#rows >= (this.#total ?? Number.POSITIVE_INFINITY);",
    why: "the newest lines of a bill with a cached Total are missing",
  },
  {
    id: "short-page-is-the-end",
    file: WALK,
    find: "(page.rows < this.pageSize && this.#rows === this.#total)",
    replace: "page.rows < this.pageSize",
    why: "a page that came short ends the bill",
  },
  {
    id: "total-as-text-ignored",
    file: FACTS,
    find: "const text = total instanceof JsonNumber ? total.source : total;",
    replace: "const text = total instanceof JsonNumber ? total.source : undefined;",
    why: "a Total that is a text says nothing",
  },
  {
    id: "total-may-be-anything",
    file: FACTS,
    find: String.raw`!/^\s*\d{1,12}\s*$/.test(text)`,
    replace: "text.length > 100",
    why: "a Total of -1 or 1.5 counts rows",
  },
  {
    id: "growth-contradicts",
    file: WALK,
    find: "if (!this.#mayGrow || page.total < this.#total) {",
    replace: "if (page.total !== this.#total) {",
    why: "the running month can hardly ever be read",
  },
  {
    id: "first-page-not-read-again",
    file: WALK,
    find: 'return this.#grew ? "recheck-first-page" : "end";',
    replace: 'return "end";',
    why: "a line that moved from one page to another is lost or doubled",
  },
  {
    id: "first-page-agrees-anyhow",
    file: WALK,
    find: "if (page.fingerprint !== this.#first?.fingerprint) {",
    replace: "if (page.number !== this.#first?.number) {",
    why: "a line that moved from one page to another is lost or doubled",
  },
  {
    id: "fallen-total-accepted",
    file: WALK,
    find: "if (!this.#mayGrow || page.total < this.#total) {",
    replace: "if (!this.#mayGrow) {",
    why: "a bill that shrank while it was read is loaded with holes",
  },
  {
    id: "closed-month-may-grow",
    file: WALK,
    find: "if (!this.#mayGrow || page.total < this.#total) {",
    replace: "if (page.total < this.#total) {",
    why: "a closed bill that moves is loaded as it happened to be read",
  },
  {
    id: "missing-rows-accepted",
    file: WALK,
    find: "if (this.#total !== undefined && this.#rows < this.#total) {",
    replace: "if (this.#total === -1) {",
    why: "a bill with fewer lines than promised is loaded",
  },
  {
    id: "repeated-page-accepted",
    file: WALK,
    find: "if (page.hasIds || isTooMany) {",
    replace: "if (page.hasIds && isTooMany && page.rows < 0) {",
    why: "the lines of a repeated page are loaded twice",
  },
  {
    id: "twin-pages-refused",
    file: WALK,
    find: "if (page.hasIds || isTooMany) {",
    replace: "if (page.rows > 0) {",
    why: "a bill with many equal lines can never be loaded",
  },
  {
    id: "pages-without-end",
    file: WALK,
    find: "if (page.number > PAGES_MAX) {",
    replace: "if (page.number < 0) {",
    why: "a list that never ends is read for ever",
  },
  {
    id: "null-list-is-drift",
    file: "src/domain/decode-records.ts",
    find: "if (list === undefined || list === null) {",
    replace: "if (list === undefined) {",
    why: "a month without a bill fails every night",
  },
  {
    id: "emptiness-believed-at-once",
    file: SYNC,
    find: 'if (claim.rowCount !== "0" && (await slices.stagedRows(claim)) === 0) {',
    replace: 'if (claim.rowCount === "-" && (await slices.stagedRows(claim)) === 0) {',
    why: "one empty answer deletes a whole bill",
  },
  {
    id: "empty-roster-believed",
    file: "src/warehouse/postgres/merge-roster.ts",
    find: "if (rows[0]?.staged === 0 && rows[0].known > 0) {",
    replace: "if (rows[0]?.staged === -1 && rows[0].known > 0) {",
    why: "one empty answer unbinds every customer",
  },
  {
    id: "inconsistent-slice-not-read-again",
    file: SYNC,
    find: "      if (!isInconsistent(error)) {",
    replace: "      if (isInconsistent(error) || error !== undefined) {",
    why: "a bill that moved once while it was read fails",
  },
  {
    id: "restarts-without-end",
    file: SYNC,
    find: "const RESTARTS_MAX = 3;",
    replace: "const RESTARTS_MAX = 30;",
    why: "a bill that always contradicts itself is read for ever",
  },
  {
    id: "bill-of-another-accepted",
    file: "src/domain/decode-records.ts",
    find: 'if (told !== "" && !agrees) {',
    replace: 'if (told === "-" && !agrees) {',
    why: "one customer's lines are stored as another's",
  },
];
