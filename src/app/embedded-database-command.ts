import {
  embeddedServerState,
  type EmbeddedServerState,
  ensureEmbeddedServer,
  stopEmbeddedServer,
} from "../warehouse/postgres/embedded/embedded-server.ts";
import {
  DEMO_DATABASE,
  EMBEDDED_DATABASE,
  embeddedDatabaseUrl,
  type Environment,
} from "./database-url.ts";
import { PROJECT_DIR } from "./project-dir.ts";

/** The embedded server at one moment. */
export type EmbeddedDatabaseState = EmbeddedServerState;

/** Starts the embedded server where it is not running. Idempotent; it outlives this process. */
export async function startEmbeddedDatabase(env: Environment): Promise<EmbeddedDatabaseState> {
  const server = await ensureEmbeddedServer({ projectDir: PROJECT_DIR, env });
  return server.state;
}

/** Stops the embedded server; false when it was not running. */
export async function stopEmbeddedDatabase(env: Environment): Promise<boolean> {
  return await stopEmbeddedServer({ projectDir: PROJECT_DIR, env });
}

/** Looks at the embedded server; starts nothing. */
export async function readEmbeddedDatabaseState(env: Environment): Promise<EmbeddedDatabaseState> {
  return await embeddedServerState({ projectDir: PROJECT_DIR, env });
}

/**
 * The URL, password included, of the embedded database for real bills or of the demo's. The server
 * is started and the database made where missing: a URL that nobody answers helps nobody.
 */
export async function readEmbeddedDatabaseUrl(
  env: Environment,
  options: { readonly isDemo: boolean },
): Promise<string> {
  return await embeddedDatabaseUrl(options.isDemo ? DEMO_DATABASE : EMBEDDED_DATABASE, env);
}
