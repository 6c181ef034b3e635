import type { Mutant } from "./mutant.ts";

const DEAD = "src/warehouse/postgres/close-dead-runs.ts";
const STAGED = "src/warehouse/postgres/staged-pages.ts";
const OPEN = "src/warehouse/postgres/open-run.ts";

/** Guards against what is left when a process, or the server that it works on, ends. */
export const CRASH_MUTANTS: readonly Mutant[] = [
  {
    id: "dead-runs-keep-their-slices",
    file: DEAD,
    find: "if (await isDead(client, runId, hasLease)) {",
    replace: "if (runId < hasLease) {",
    why: "what a dead run had in its hands is never loaded again",
  },
  {
    id: "transactions-in-name-only",
    file: "src/warehouse/postgres/in-transaction.ts",
    find: 'await client.query("begin");',
    replace: 'await client.query("select 1");',
    why: "each statement is committed by itself, and readers see what lies between",
  },
  {
    id: "staged-pages-forgotten",
    file: "src/warehouse/postgres/claim-slice.ts",
    find: "      from: row.claim_epoch,\n",
    replace: '      from: "0",\n',
    why: "a long slice that is cut off every night is never finished",
  },
  {
    id: "first-page-not-compared",
    file: "src/source/tencent/page-walk.ts",
    find: "page.content !== this.#first?.content || page.total !== this.#total",
    replace: "page.total !== this.#total",
    why: "half of a bill is from before its change and half from after it",
  },
  {
    id: "total-not-compared",
    file: "src/source/tencent/page-walk.ts",
    find: "page.content !== this.#first?.content || page.total !== this.#total",
    replace: "page.content !== this.#first?.content",
    why: "lines that moved over the seam are lost or doubled",
  },
  {
    id: "staged-pages-for-ever",
    file: STAGED,
    find: "const TAKEN_OVER_WITHIN_MS = 3_600_000;",
    replace: "const TAKEN_OVER_WITHIN_MS = 360_000_000;",
    why: "pages of last week are loaded as today's",
  },
  {
    id: "declarations-not-compared",
    file: STAGED,
    find: "p.mark is null or p.declaration <> $3 or p.staged_at < $4",
    replace: "p.mark is null or length($3) = 0 or p.staged_at < $4",
    why: "rows that an older version made are loaded by a newer one",
  },
  {
    id: "gaps-among-staged-pages",
    file: STAGED,
    find: "where page = place and not exists (",
    replace: "where page >= place and not exists (",
    why: "a page that was never staged is missing from the bill",
  },
  {
    id: "orphans-stay",
    file: DEAD,
    find: "await discardOrphans(client, streams, now);",
    replace: "",
    why: "what was cut off fills the disk, month after month",
  },
  {
    id: "sums-left-behind",
    file: "src/warehouse/postgres/load-slice.ts",
    find: "await rollUp(client, table, scope);",
    replace: "",
    why: "dashboards show last night's sums beside this night's lines",
  },
  {
    id: "lost-staging-unnoticed",
    file: "src/warehouse/postgres/load-slice.ts",
    find: "if (staged.rows !== stagedRows) {",
    replace: "if (staged.rows > stagedRows) {",
    why: "after a crash of the server half a bill is loaded as a whole one",
  },
  {
    id: "free-locks-unnoticed",
    file: DEAD,
    find: "if (rows[0]?.is_free !== true) {",
    replace: "if (rows[0]?.is_free !== undefined) {",
    why: "a killed run holds its slices until its lease runs out",
  },
  {
    id: "cut-off-runs-not-continued",
    file: OPEN,
    find: "const CONTINUE_WITHIN_MS = 20 * 3_600_000;",
    replace: "const CONTINUE_WITHIN_MS = 0;",
    why: "a run that was cut off begins from the first slice again",
  },
  {
    id: "leases-without-end",
    file: DEAD,
    find: "  if (!hasLease) {",
    replace: '  if (runId === "0" && !hasLease) {',
    why: "a host that is gone holds its slices for as long as the server believes in it",
  },
  {
    id: "continued-after-days",
    file: OPEN,
    find: "const CONTINUE_WITHIN_MS = 20 * 3_600_000;",
    replace: "const CONTINUE_WITHIN_MS = 200 * 3_600_000;",
    why: "yesterday's bills pass for today's",
  },
  {
    id: "failed-slices-stay-claimed",
    file: "src/warehouse/postgres/postgres-slice-book.ts",
    find: "`update billing_ops.slice set ${assignments} claimed_by = null",
    replace: "`update billing_ops.slice set ${assignments} claimed_by = claimed_by",
    why: "a slice that failed is held by the run that failed it",
  },
  {
    id: "staged-marks-not-walked",
    file: "src/source/tencent/read-pages.ts",
    find: "    step = walk.accept(mark);",
    replace: "    step = mark.number < 0 ? walk.accept(mark) : step;",
    why: "a bill is complete, or not, without the pages that were staged",
  },
];
