import { Kysely, PostgresDialect } from "kysely";
import { type ClientConfig, type Pool, TypeOverrides } from "pg";
import type { BookkeepingSchema } from "./bookkeeping-schema.ts";
import { DATABASE_LIMITS, type DatabaseLimits } from "./database-limits.ts";
import { DatabasePatience, type PatienceOptions, type Timer } from "./database-patience.ts";
import { openPool } from "./database-pool.ts";
import { machineTimer } from "./machine-timer.ts";

/** An open PostgreSQL database: `pool` for COPY and sessions, `db` for everything else. */
export type Database = AsyncDisposable & {
  readonly pool: Pool;
  readonly db: Kysely<BookkeepingSchema>;
  /** For connections that must outlive a statement, such as the one that holds a run's lock. */
  readonly connection: ClientConfig;
  /** What carries operations over an outage; shared by all of them. */
  readonly patience: DatabasePatience;
  readonly limits: DatabaseLimits;
  readonly timer: Timer;
};

export type DatabaseOptions = {
  readonly url: string;
  /** Shown in pg_stat_activity, so that a DBA sees who it is. */
  readonly applicationName: string;
  readonly poolMax?: number;
  /** How long one connect may take; 10 s by default. */
  readonly connectTimeoutMs?: number;
  /** Told of a connection that breaks while idle; without a listener Node would end the process. */
  readonly onIdleError: (error: Error) => void;
  /** How long operations wait for a database that is away; not at all by default. */
  readonly patience?: PatienceOptions;
  readonly limits?: Partial<DatabaseLimits>;
  /** What waits and measures; the machine's own time by default. */
  readonly timer?: Timer;
  /** From 0 up to 1, for the jitter of waits. */
  readonly random?: () => number;
};

// Money and dates stay text: a numeric as a JavaScript number loses digits, and a bill's date as a
// Date moves with the host's time zone. pg would also parse the array forms into numbers.
const TEXT_TYPES = [
  20, // int8
  1700, // numeric
  1082, // date
  1016, // int8[]
  1231, // numeric[]
  1182, // date[]
];

const asText = (value: string): string => value;

/** Parsers under which `numeric`, `int8` and `date` come back as PostgreSQL wrote them. */
export const TEXT_PRESERVING_TYPES = new TypeOverrides();
for (const oid of TEXT_TYPES) {
  TEXT_PRESERVING_TYPES.setTypeParser(oid, asText);
}

const CONNECT_TIMEOUT_MS = 10_000;

/** Opens a pool. Connects when first used; dispose it to close every connection. */
export function openDatabase(options: DatabaseOptions): Database {
  const connection: ClientConfig = {
    connectionString: options.url,
    application_name: options.applicationName,
    connectionTimeoutMillis: options.connectTimeoutMs ?? CONNECT_TIMEOUT_MS,
    // A peer that vanished without a word is noticed by the kernel and not by a night that hangs.
    keepAlive: true,
    keepAliveInitialDelayMillis: 10_000,
    types: TEXT_PRESERVING_TYPES,
  };
  const limits = { ...DATABASE_LIMITS, ...options.limits };
  const timer = options.timer ?? machineTimer;
  const { onIdleError, patience = { patienceMs: 0 }, random = Math.random } = options;
  const pool = openPool(connection, { max: options.poolMax ?? 10, limits, onIdleError });
  const db = new Kysely<BookkeepingSchema>({ dialect: new PostgresDialect({ pool }) });
  return {
    pool,
    db,
    connection,
    patience: new DatabasePatience(patience, timer, random),
    limits,
    timer,
    // Kysely ends the pool that it was given, but not one that it never took a connection from.
    [Symbol.asyncDispose]: async () => {
      await db.destroy();
      if (!pool.ending) {
        await pool.end();
      }
    },
  };
}
