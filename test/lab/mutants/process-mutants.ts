import type { Mutant } from "./mutant.ts";

const CLAIM = "src/warehouse/postgres/claim-slice.ts";
const SLOTS = "src/warehouse/postgres/postgres-slot-book.ts";
const OPEN = "src/warehouse/postgres/open-run.ts";
const MIGRATE = "src/warehouse/postgres/migrate-schema.ts";

// Both its guards: the order, and that a deadlock is repeated.
const REGISTER = `runStatement(this.#database, {
      text: \`insert into billing_ops.slice (account, stream, uin, bill_month, status)
         select *, 'pending' from unnest($1::text[], $2::text[], $3::text[], $4::date[])
         order by 1, 2, 3, 4 -- two runs in different orders would wait for each other
         on conflict do nothing\``;

/** Guards between processes that share one database. */
export const PROCESS_MUTANTS: readonly Mutant[] = [
  {
    id: "claims-of-live-runs-ignored",
    file: CLAIM,
    find: "(await isLive(client, row.claimed_by))",
    replace: '(await isLive(client, "0"))',
    why: "two runs load the same slice",
  },
  {
    id: "loads-of-others-ignored",
    file: CLAIM,
    find: "    if (row.is_loaded && !again) {",
    replace: '    if (row.is_loaded && row.row_count === "-") {',
    why: "what another run has just loaded is called for once more",
  },
  {
    id: "old-epochs-load",
    file: "src/warehouse/postgres/load-slice.ts",
    find: "and claim_epoch = $5 and claimed_by = $6 for update",
    replace: "and (claim_epoch = $5 and claimed_by = $6 or true) for update",
    why: "a process that woke up late writes over what the next one loaded",
  },
  {
    id: "old-epochs-free",
    file: "src/warehouse/postgres/postgres-slice-book.ts",
    find: "and bill_month = $4 and claim_epoch = $5`,",
    replace: "and bill_month = $4 and (claim_epoch = $5 or true)`,",
    why: "a process that woke up late takes the slice from its new owner",
  },
  {
    id: "epochs-kept-at-claims",
    file: CLAIM,
    find: "set claim_epoch = nextval('billing_ops.epoch'), claimed_by = $5",
    replace: "set claim_epoch = greatest(claim_epoch, 1), claimed_by = $5",
    why: "pages of two processes lie in one heap",
  },
  {
    id: "slots-not-shared",
    file: SLOTS,
    find: "then $4::timestamptz else l.next_at end,",
    replace: "then $4::timestamptz else clock_timestamp() end,",
    why: "two processes call twice as often as is allowed",
  },
  {
    id: "penalties-forgotten",
    file: SLOTS,
    find: "const PENALTY_STEP = 1.1;",
    replace: "const PENALTY_STEP = 1;",
    why: "a throttled lane goes on at the rate that was too high",
  },
  {
    id: "backfill-does-not-give-way",
    file: "src/pipeline/give-way.ts",
    find: 'if (run.kind !== "backfill") {',
    replace: 'if (run.kind !== "demo") {',
    why: "a backfill of years keeps the night's bills waiting",
  },
  {
    id: "dead-syncs-hold-up-backfills",
    file: "src/warehouse/postgres/run-lanes.ts",
    find: "and kind <> 'backfill' and lease_until > clock_timestamp()`",
    replace: "and kind <> 'backfill'`",
    why: "a backfill waits for a sync that was killed",
  },
  {
    id: "leases-by-the-hosts-clock",
    file: OPEN,
    find: "clock_timestamp() + $7 * interval '1 second'",
    replace: "$6::timestamptz + $7 * interval '1 second'",
    why: "a host whose clock is behind is taken for dead at once",
  },
  {
    id: "ticks-run-again",
    file: OPEN,
    find: 'if (tick !== undefined && tick.status !== "interrupted") {',
    replace: 'if (tick !== undefined && tick.status === "running") {',
    why: "a night that ran is run again by whoever asks next",
  },
  {
    id: "ended-runs-continued",
    file: OPEN,
    find: "where status = 'interrupted' and last_seen_at > $3",
    replace: "where status <> 'running' and last_seen_at > $3",
    why: "a new run takes the loads of a run that ended for its own",
  },
  {
    id: "slices-registered-carelessly",
    file: "src/warehouse/postgres/postgres-slice-book.ts",
    find: REGISTER,
    replace: REGISTER.replace(
      "runStatement(this.#database, ",
      "this.#database.pool.query(",
    ).replace(/order by 1.*/, ""),
    why: "two runs that begin at once end each other by a deadlock",
  },
  {
    id: "held-slices-not-waited-for",
    file: "src/pipeline/await-held.ts",
    find: "while (waiting.length > 0 &&",
    replace: "while (waiting.length < 0 &&",
    why: "a run is partial although another loads what is missing",
  },
  {
    id: "held-is-partial",
    file: "src/pipeline/run-outcome.ts",
    find: 'asked.every(({ status }) => status === "held")',
    replace: 'asked.every(({ status }) => status === "pending" as string)',
    why: "nobody can tell that another run is at it",
  },
  {
    id: "newer-schema-unexplained",
    file: MIGRATE,
    find: "/corrupted/i.test(message)",
    replace: "/never/i.test(message)",
    why: "whoever stepped back is told to migrate with another role",
  },
  {
    id: "failed-migration-unnamed",
    file: MIGRATE,
    find: 'status === "Error"',
    replace: 'status === "NotExecuted" && direction === "Down"',
    why: "nobody can tell which of twenty migrations failed",
  },
  {
    id: "slots-behind-loads",
    file: SLOTS,
    find: "    this.#pool = openPool(connection, { max: 1, limits, onIdleError });",
    replace: "    this.#pool = limits === onIdleError ? openPool(connection) : database.pool;",
    why: "a lane idles for as long as the merges of others take",
  },
];
