import { Kysely, PostgresDialect } from "kysely";
import { Client, type ClientConfig, Pool, type PoolConfig, TypeOverrides } from "pg";
import type { BookkeepingSchema } from "./bookkeeping-schema.ts";

/** An open PostgreSQL database: `pool` for COPY and sessions, `db` for everything else. */
export type Database = AsyncDisposable & {
  readonly pool: Pool;
  readonly db: Kysely<BookkeepingSchema>;
  /** For connections that must outlive a statement, such as the one that holds a run's lock. */
  readonly connection: ClientConfig;
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

/**
 * The same connections for a pool, in which only connecting is bounded. The pool's own limit counts
 * the wait for a free connection too: behind a few large merges, a database that is merely busy
 * would end the run as one that is gone.
 */
export function poolOf(connection: ClientConfig): PoolConfig {
  const { connectionTimeoutMillis } = connection;
  class ConnectingInTime extends Client {
    constructor(config: ClientConfig = {}) {
      super({ ...config, connectionTimeoutMillis });
    }
  }
  return { ...connection, connectionTimeoutMillis: 0, Client: ConnectingInTime };
}

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
  const pool = new Pool({
    ...poolOf(connection),
    max: options.poolMax ?? 10,
    // A database may be set to write dates as 31.10.2026, which no parser here reads.
    // oxlint-disable-next-line typescript/no-misused-promises -- the pool awaits it, its types do not say so
    onConnect: (client) => client.query("set datestyle to iso"),
  });
  pool.on("error", options.onIdleError);
  // A connection may break between two statements of a transaction. The next statement rejects; the
  // event, if nobody listened, would end the process.
  pool.on("connect", (client) => client.on("error", () => undefined));
  const db = new Kysely<BookkeepingSchema>({ dialect: new PostgresDialect({ pool }) });
  return {
    pool,
    db,
    connection,
    // Kysely ends the pool that it was given, but not one that it never took a connection from.
    [Symbol.asyncDispose]: async () => {
      await db.destroy();
      if (!pool.ending) {
        await pool.end();
      }
    },
  };
}
