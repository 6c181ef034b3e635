import { spawn } from "node:child_process";
import type { ChildProcess } from "node:child_process";
import { once } from "node:events";
import { chmod, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { Client } from "pg";
import {
  embeddedServerState,
  stopEmbeddedServer,
} from "../../src/warehouse/postgres/embedded/embedded-server.ts";
import type {
  EmbeddedServerOptions,
  EmbeddedServerState,
} from "../../src/warehouse/postgres/embedded/embedded-server.ts";

const ENTRY = new URL("../../src/warehouse/postgres/embedded/embedded-server.ts", import.meta.url);

/** The checkout under test. */
export const PROJECT_DIR = dirname(dirname(dirname(fileURLToPath(import.meta.url))));

/** A folder of its own and the options of a server in it; disposal stops the one and removes the other. */
export type Playground = AsyncDisposable & {
  readonly folder: string;
  readonly options: EmbeddedServerOptions & { readonly dataDir: string };
};

/** Opens a playground that every account may enter, so that root's server needs no other place. */
export async function openPlayground(): Promise<Playground> {
  const folder = await mkdtemp(join(tmpdir(), "billhouse-"));
  await chmod(folder, 0o755);
  const options = { projectDir: PROJECT_DIR, dataDir: join(folder, "postgres"), env: {} };
  return {
    folder,
    options,
    [Symbol.asyncDispose]: async () => {
      await endServer(options);
      // A killed initdb may still be writing there.
      await rm(folder, { recursive: true, force: true, maxRetries: 10, retryDelay: 100 });
    },
  };
}

/** Stops the server of `options` and removes its data, wherever they are. */
export async function endServer(options: EmbeddedServerOptions): Promise<void> {
  await stopEmbeddedServer(options);
  const { dataDir } = await embeddedServerState(options);
  await rm(dataDir, { recursive: true, force: true, maxRetries: 10, retryDelay: 100 });
}

/** Who a process is run as. */
export type TestAccount = { readonly uid: number; readonly gid: number };

/** Another process, under plain Node.js, that makes, starts or joins the server and prints its state and URL. */
export function spawnEnsure(options: EmbeddedServerOptions, account?: TestAccount): ChildProcess {
  const script = `
    import { ensureEmbeddedServer } from ${JSON.stringify(ENTRY.href)};
    const server = await ensureEmbeddedServer(${JSON.stringify(options)});
    console.log(JSON.stringify({ ...server.state, url: server.url("postgres") }));`;
  return spawn(process.execPath, ["--input-type=module", "--eval", script], {
    stdio: ["ignore", "pipe", "inherit"],
    cwd: "/",
    ...account,
  });
}

/** What a process of `spawnEnsure` printed; throws when it failed. */
export async function readAnswer(
  child: ChildProcess,
): Promise<EmbeddedServerState & { readonly url: string }> {
  let output = "";
  child.stdout?.setEncoding("utf8").on("data", (text: string) => {
    output += text;
  });
  const [exitCode] = await once(child, "close");
  if (exitCode !== 0) {
    throw new Error(`the other process ended with ${exitCode}`);
  }
  return JSON.parse(output);
}

/** The rows of one statement on a connection of its own. */
export async function queryOnce(
  url: string,
  sql: string,
): Promise<readonly Readonly<Record<string, unknown>>[]> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query<Record<string, unknown>>(sql)).rows;
  } finally {
    await client.end();
  }
}
