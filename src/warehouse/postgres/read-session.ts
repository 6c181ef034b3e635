import { Client } from "pg";

export type ReadSessionOptions = {
  readonly url: string;
  /** What the server's administrators see. */
  readonly applicationName: string;
  /** Begins the transaction and sets what holds in it; one or several statements. */
  readonly begin: string;
  /** Cancels the statement that is under way on the server; it fails, and so does every later one. */
  readonly signal: AbortSignal;
};

/** A connection of its own with a transaction open on it; disposal ends both, whatever is under way. */
export type ReadSession = AsyncDisposable & { readonly client: Client };

/** Opens a session. Throws the signal's reason where it aborts meanwhile, else the driver's errors. */
export async function openReadSession(options: ReadSessionOptions): Promise<ReadSession> {
  const { signal } = options;
  signal.throwIfAborted();
  const client = createClient(options);
  let pid = 0;
  const end = async (): Promise<void> => await client.end().catch(() => undefined);
  const cancel = (): void => {
    // Between two statements there is nothing to cancel, and the next one would begin.
    void cancelStatement(options, pid).then(end);
  };
  const dispose = async (): Promise<void> => {
    signal.removeEventListener("abort", cancel);
    await end();
  };
  try {
    await client.connect();
    await client.query(options.begin);
    const { rows } = await client.query<{ pid: number }>("select pg_backend_pid() as pid");
    pid = rows[0]?.pid ?? 0;
    signal.throwIfAborted();
    signal.addEventListener("abort", cancel, { once: true });
    return { client, [Symbol.asyncDispose]: dispose };
  } catch (error) {
    await dispose();
    throw signal.aborted ? signal.reason : error;
  }
}

function createClient({ url, applicationName }: ReadSessionOptions): Client {
  const client = new Client({
    connectionString: url,
    application_name: applicationName,
    connectionTimeoutMillis: 10_000,
    keepAlive: true,
  });
  // The statement under way is told of a broken connection; without a listener Node would end.
  client.on("error", () => undefined);
  return client;
}

// Never rejects. Closing the connection alone would leave the server working on the statement to its end.
async function cancelStatement(options: ReadSessionOptions, pid: number): Promise<void> {
  const client = createClient(options);
  try {
    await client.connect();
    await client.query("select pg_cancel_backend($1)", [pid]);
  } catch {
    // Then the statement's own time limit ends it, or the server when it next writes to us.
  } finally {
    await client.end().catch(() => undefined);
  }
}
