import { type QueryBatch, readCursor } from "./read-cursor.ts";
import { openReadSession } from "./read-session.ts";

export type QueryOptions = {
  readonly url: string;
  readonly sql: string;
  /** The server gives up on the statement after this time of working on it. */
  readonly timeoutMs: number;
  readonly rowsPerBatch: number;
  /** Cancels the statement on the server; the generator then throws the signal's reason. */
  readonly signal: AbortSignal;
};

/**
 * Runs one statement in a read-only transaction and gives its result batch by batch, at least one
 * batch, without ever holding more than one. Ending the iteration early ends the statement.
 *
 * Throws the driver's errors as they are.
 */
export async function* readQuery(options: QueryOptions): AsyncGenerator<QueryBatch> {
  const { url, sql, timeoutMs, rowsPerBatch, signal } = options;
  const session = await openReadSession({
    url,
    signal,
    applicationName: "billhouse query",
    begin: `begin transaction read only; set local statement_timeout = ${Math.trunc(timeoutMs)}`,
  });
  try {
    yield* readCursor(session.client, sql, rowsPerBatch);
  } catch (error) {
    throw signal.aborted ? signal.reason : error;
  } finally {
    await session[Symbol.asyncDispose]();
  }
}
