import { Client, type QueryResult, type QueryResultRow } from "pg";
import { endClient } from "./end-client.ts";
import type { Database } from "./open-database.ts";
import { type Backend, backendOf, endBackend, prepareSession } from "./prepare-session.ts";
import { RUN_LOCK_CLASS } from "./run-lock.ts";
import { queryInTime } from "./run-statement.ts";

/** Opens a connection outside of the pool. Rejects with the driver's errors. */
export async function openSession(database: Database): Promise<Client> {
  const client = new Client(database.connection);
  // The next statement finds out about a broken connection; this only keeps Node alive until then.
  client.on("error", () => undefined);
  try {
    await client.connect();
    await prepareSession(client, database.limits, database.limits.urgentStatementMs);
    return client;
  } catch (error) {
    await endClient(client);
    throw error;
  }
}

/**
 * The connection that holds a run's lock, as long as the run. Where it breaks it is opened again at
 * once and the lock taken anew: whoever looks meanwhile would take the run for dead.
 */
export class RunSession implements AsyncDisposable {
  readonly #database: Database;
  readonly #runId: string;
  #client: Client | undefined;
  /** Server processes of connections that broke: they may not know yet, and hold the lock. */
  #lost: readonly Backend[] = [];
  #hasLock = true;
  #isOver = false;
  #turn: Promise<unknown> = Promise.resolve();

  /** Takes over `client`, on which the run's lock was taken. */
  constructor(database: Database, runId: string, client: Client) {
    this.#database = database;
    this.#runId = runId;
    this.#keep(client);
  }

  /**
   * Runs one statement on the connection, opened again where it broke, and takes the lock where it
   * was lost and is free. Rejects with the driver's errors, also where the answer takes too long.
   */
  async query(text: string, values: readonly unknown[]): Promise<number> {
    return await this.#onHeld(async (client) => {
      const { rowCount } = await this.#ask(client, text, values);
      return rowCount ?? 0;
    });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#isOver = true;
    await this.#inTurn(async () => {
      if (this.#client !== undefined) {
        await endClient(this.#client);
      }
    });
  }

  /** Runs `work` on a connection that is open and, where that was possible, holds the lock. */
  async #onHeld<T>(work: (client: Client) => Promise<T>): Promise<T> {
    return await this.#inTurn(async () => {
      try {
        return await work(await this.#held());
      } catch (error) {
        await this.#letGo();
        throw error;
      }
    });
  }

  async #held(): Promise<Client> {
    const client = this.#client ?? (await this.#open());
    for (const backend of this.#lost) {
      await endBackend(client, backend);
    }
    this.#lost = [];
    if (!this.#hasLock) {
      const { rows } = await this.#ask<{ is_taken: boolean }>(
        client,
        "select pg_try_advisory_lock($1, $2) as is_taken",
        [RUN_LOCK_CLASS, this.#runId],
      );
      this.#hasLock = rows[0]?.is_taken === true;
    }
    return client;
  }

  async #ask<R extends QueryResultRow>(
    client: Client,
    text: string,
    values: readonly unknown[],
  ): Promise<QueryResult<R>> {
    return await queryInTime<R>(client, { text, values }, this.#database.limits.urgentStatementMs);
  }

  async #open(): Promise<Client> {
    if (this.#isOver) {
      throw new Error("the run is not open");
    }
    const client = await openSession(this.#database);
    this.#keep(client);
    return client;
  }

  #keep(client: Client): void {
    this.#client = client;
    client.once("end", () => {
      this.#noteLoss(client);
      void this.#return();
    });
  }

  async #letGo(): Promise<void> {
    const client = this.#client;
    if (client !== undefined) {
      this.#noteLoss(client);
      await endClient(client);
    }
  }

  #noteLoss(client: Client): void {
    if (this.#client === client) {
      const backend = backendOf(client);
      this.#client = undefined;
      this.#hasLock = false;
      this.#lost = [...this.#lost, ...(backend === undefined ? [] : [backend])];
    }
  }

  // What cannot be mended now is left to the next heartbeat, which also says so.
  async #return(): Promise<void> {
    const open = async (): Promise<void> => {
      if (!this.#isOver) {
        await this.#onHeld(async () => await Promise.resolve());
      }
    };
    if (!this.#isOver) {
      await this.#database.patience.keepTrying(open).catch(() => undefined);
    }
  }

  /** One after the other: two that found it broken would open it twice. */
  async #inTurn<T>(work: () => Promise<T>): Promise<T> {
    const mine = this.#turn.then(work, work);
    this.#turn = mine;
    return await mine;
  }
}
