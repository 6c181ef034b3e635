import { Client, type FieldDef, type QueryResult } from "pg";
import Cursor from "pg-cursor";

/** A column of a result: `number` is anything PostgreSQL counts or calculates with. */
type QueryField = {
  readonly name: string;
  readonly kind: "number" | "boolean" | "text";
};

/** Values as PostgreSQL writes them, in the order of the fields. */
type QueryRow = readonly (string | null)[];

/** A part of a result, in order. The fields are the same in all of them, the rows may be none. */
export type QueryBatch = {
  readonly fields: readonly QueryField[];
  readonly rows: readonly QueryRow[];
};

export type QueryOptions = {
  readonly url: string;
  readonly sql: string;
  /** The server gives up on the statement after this time of working on it. */
  readonly timeoutMs: number;
  readonly rowsPerBatch: number;
  /** Cancels the statement on the server; the generator then throws the signal's reason. */
  readonly signal: AbortSignal;
};

const NUMBER_TYPES = new Set([
  20, // int8
  21, // int2
  23, // int4
  26, // oid
  700, // float4
  701, // float8
  1700, // numeric
]);
const BOOLEAN_TYPE = 16;

/**
 * Runs one statement in a read-only transaction and gives its result batch by batch, at least one
 * batch, without ever holding more than one. Ending the iteration early ends the statement.
 *
 * The extended protocol makes the server itself refuse a second statement behind a semicolon.
 * Throws the driver's errors as they are.
 */
export async function* readQuery(options: QueryOptions): AsyncGenerator<QueryBatch> {
  const { url, sql, timeoutMs, signal } = options;
  signal.throwIfAborted();
  const client = openClient(url);
  let pid = 0;
  const cancel = (): void => void cancelStatement(url, pid);
  try {
    await client.connect();
    await client.query("begin transaction read only");
    await client.query(`set local statement_timeout = ${Math.trunc(timeoutMs)}`);
    const { rows } = await client.query<{ pid: number }>("select pg_backend_pid() as pid");
    pid = rows[0]?.pid ?? 0;
    signal.throwIfAborted();
    signal.addEventListener("abort", cancel, { once: true });
    yield* readCursor(client, sql, options.rowsPerBatch);
  } catch (error) {
    throw signal.aborted ? signal.reason : error;
  } finally {
    signal.removeEventListener("abort", cancel);
    await client.end().catch(() => undefined);
  }
}

async function* readCursor(
  client: Client,
  sql: string,
  rowsPerBatch: number,
): AsyncGenerator<QueryBatch> {
  const types = { getTypeParser: () => (value: string) => value };
  const cursor = client.query(new Cursor<QueryRow>(sql, [], { rowMode: "array", types }));
  for (let isFirst = true; ; isFirst = false) {
    const batch = await readBatch(cursor, rowsPerBatch);
    if (isFirst || batch.rows.length > 0) {
      yield batch;
    }
    if (batch.rows.length < rowsPerBatch) {
      return;
    }
  }
}

async function readBatch(cursor: Cursor<QueryRow>, rowsPerBatch: number): Promise<QueryBatch> {
  const { promise, resolve, reject } = Promise.withResolvers<QueryBatch>();
  // Without an error the driver passes null, or nothing, whatever its types say.
  cursor.read(rowsPerBatch, (error: Error | null | undefined, rows, result?: QueryResult) => {
    if (error === null || error === undefined) {
      const described: readonly FieldDef[] = result?.fields ?? [];
      resolve({ rows, fields: described.map(toField) });
    } else {
      reject(error);
    }
  });
  return await promise;
}

function toField({ name, dataTypeID }: FieldDef): QueryField {
  const kind =
    dataTypeID === BOOLEAN_TYPE ? "boolean" : NUMBER_TYPES.has(dataTypeID) ? "number" : "text";
  return { name, kind };
}

function openClient(url: string): Client {
  const client = new Client({
    connectionString: url,
    application_name: "billhouse query",
    connectionTimeoutMillis: 10_000,
    keepAlive: true,
  });
  // The statement under way is told of a broken connection; without a listener Node would end.
  client.on("error", () => undefined);
  return client;
}

// Closing the connection alone would leave the server working on the statement to its end.
async function cancelStatement(url: string, pid: number): Promise<void> {
  const client = openClient(url);
  try {
    await client.connect();
    await client.query("select pg_cancel_backend($1)", [pid]);
  } catch {
    // Then the statement's own time limit ends it.
  } finally {
    await client.end().catch(() => undefined);
  }
}
