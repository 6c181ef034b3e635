import { Client, type ClientConfig, DatabaseError, Pool, type PoolClient } from "pg";
import type { DatabaseLimits } from "./database-limits.ts";
import { type Backend, backendOf, endBackend, prepareSession } from "./prepare-session.ts";
import { isConnectionSpent, meaningOf } from "./sql-state.ts";

export type PoolSettings = {
  readonly max: number;
  readonly limits: DatabaseLimits;
  /** Told of a connection that breaks while idle; without a listener Node would end the process. */
  readonly onIdleError: (error: Error) => void;
};

const CONNECT_TIMEOUT_MS = 10_000;

const TOO_MANY_CONNECTIONS = "53300";

/** How many connections a pool was meant to have, where the server did not let it. */
const intendedMax = new WeakMap<Pool, number>();

/** Server processes of connections that broke without the server's word. */
const lostBackends = new WeakMap<Pool, readonly Backend[]>();

/** In which generation of its pool a connection was made, and which one it is now. */
const generations = new WeakMap<Pool | PoolClient, number>();

/**
 * A pool in which only connecting is bounded. The driver's own limit counts the wait for a free
 * connection too: behind a few large merges, a database that is merely busy would end the run as
 * one that is gone. Every connection is prepared by `prepareSession`.
 */
export function openPool(connection: ClientConfig, settings: PoolSettings): Pool {
  const { connectionTimeoutMillis = CONNECT_TIMEOUT_MS } = connection;
  class ConnectingInTime extends Client {
    constructor(config: ClientConfig = {}) {
      super({ ...config, connectionTimeoutMillis });
    }
  }
  const pool = new Pool({
    ...connection,
    connectionTimeoutMillis: 0,
    Client: ConnectingInTime,
    max: settings.max,
    idleTimeoutMillis: settings.limits.idleMs,
    // oxlint-disable-next-line typescript/no-misused-promises -- the pool awaits it, its types do not say so
    onConnect: (client) => prepareSession(client, settings.limits, connectionTimeoutMillis),
  });
  pool.on("error", settings.onIdleError);
  pool.on("connect", (client) => {
    generations.set(client, generationOf(pool));
    // A connection may break between two statements of a transaction. The next statement rejects;
    // the event, if nobody listened, would end the process.
    client.on("error", () => undefined);
  });
  return pool;
}

/**
 * Runs `work` on a connection of the pool. One that met an error of the database itself is closed
 * and not handed to the next caller; where that says that the server has changed, so are all that
 * were made before. What the server still holds for a connection that was lost is freed first.
 * Throws what `work` throws, and the driver's errors.
 */
export async function onConnection<T>(
  pool: Pool,
  work: (client: PoolClient) => Promise<T>,
): Promise<T> {
  const client = await checkOut(pool);
  try {
    await endLost(pool, client);
    const result = await work(client);
    client.release();
    return result;
  } catch (error) {
    const isSpent = isConnectionSpent(error);
    if (isSpent && !(error instanceof DatabaseError)) {
      noteLost(pool, backendOf(client));
    }
    if (isSpent && hasServerChanged(error) && generationOf(client) === generationOf(pool)) {
      generations.set(pool, generationOf(pool) + 1);
    }
    client.release(isSpent);
    throw error;
  }
}

function noteLost(pool: Pool, backend: Backend | undefined): void {
  if (backend !== undefined) {
    lostBackends.set(pool, [...(lostBackends.get(pool) ?? []), backend]);
  }
}

// A server that has not noticed goes on waiting for us in the middle of a transaction, and whoever
// repeats that transaction would wait for its locks.
async function endLost(pool: Pool, client: PoolClient): Promise<void> {
  const lost = lostBackends.get(pool) ?? [];
  lostBackends.delete(pool);
  for (const [index, backend] of lost.entries()) {
    try {
      await endBackend(client, backend);
    } catch (error) {
      lost.slice(index).forEach((left) => noteLost(pool, left));
      throw error;
    }
  }
}

async function checkOut(pool: Pool): Promise<PoolClient> {
  for (;;) {
    const client = await connect(pool);
    if (generationOf(client) === generationOf(pool)) {
      return client;
    }
    client.release(true);
  }
}

// A server that grants no further connection has granted those that the pool has: whoever comes next
// waits for one of them. With a pool that has fallen idle it is tried anew.
async function connect(pool: Pool): Promise<PoolClient> {
  if (pool.totalCount === 0) {
    pool.options.max = intendedMax.get(pool) ?? pool.options.max;
  }
  try {
    return await pool.connect();
  } catch (error) {
    if (error instanceof DatabaseError && error.code === TOO_MANY_CONNECTIONS) {
      intendedMax.set(pool, intendedMax.get(pool) ?? pool.options.max);
      pool.options.max = Math.max(1, pool.totalCount);
    }
    throw error;
  }
}

function generationOf(thing: Pool | PoolClient): number {
  return generations.get(thing) ?? 0;
}

// Out of memory or of connections, it is still the same server with the same connections.
function hasServerChanged(error: unknown): boolean {
  const isRefusal = error instanceof DatabaseError && error.code?.startsWith("53") === true;
  return meaningOf(error) === "passing" && !isRefusal;
}
