import { dirname, join } from "node:path";
import { Client, escapeIdentifier, escapeLiteral } from "pg";
import {
  ensureEmbeddedServer,
  stopEmbeddedServer,
} from "../../src/warehouse/postgres/embedded/embedded-server.ts";
import { CARELESS_SETTINGS, type TestServer } from "./test-server.ts";

const PROJECT_DIR = dirname(dirname(import.meta.dirname));

/** The embedded server on a data directory of the tests' own, beside the user's and never in it. */
export async function startEmbedded(reason: string): Promise<TestServer> {
  const options = {
    projectDir: PROJECT_DIR,
    dataDir: join(PROJECT_DIR, ".data", "test-postgres"),
    env: process.env,
  };
  const server = await ensureEmbeddedServer(options);
  const adminUrl = server.url("postgres");
  await makeCareless(adminUrl);
  return {
    origin: `the embedded PostgreSQL ${server.state.version} (${reason})`,
    adminUrl,
    stop: async (isLastUser) => {
      if (isLastUser) {
        await stopEmbeddedServer(options);
      }
    },
  };
}

async function makeCareless(adminUrl: string): Promise<void> {
  const client = new Client({ connectionString: adminUrl });
  await client.connect();
  try {
    for (const [name, value] of Object.entries(CARELESS_SETTINGS)) {
      await client.query(`alter system set ${escapeIdentifier(name)} = ${escapeLiteral(value)}`);
    }
    await client.query("select pg_reload_conf()");
  } finally {
    await client.end();
  }
}
