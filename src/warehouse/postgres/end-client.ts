import type { Client } from "pg";

// A server that is there says goodbye in milliseconds.
const GOODBYE_MS = 1_000;

/** Closes a connection; one whose other side no longer answers too. Never rejects. */
export async function endClient(client: Client): Promise<void> {
  const timer = setTimeout(() => client.connection.stream.destroy(), GOODBYE_MS);
  try {
    await client.end();
  } catch {
    // It was broken before: so much the better.
  } finally {
    clearTimeout(timer);
  }
}

/** Breaks a connection off: whatever waits on it rejects with `error`. */
export function breakOff(client: Client, error: Error): void {
  client.connection.stream.destroy(error);
}
