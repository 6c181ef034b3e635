import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { createReadStream, createWriteStream } from "node:fs";
import { pipeline } from "node:stream/promises";
import type { Pool } from "pg";
import { from as copyFrom, to as copyTo } from "pg-copy-streams";

const TWIN = "bench.bill_detail";

/** What the loader is measured against: a plain COPY of the same rows, by psql where there is one. */
export type CopyBaseline = {
  /** `psql \copy`, or what stands in for it. */
  readonly tool: string;
  /** Copies the file into the empty twin of the table. */
  readonly copy: (file: string) => Promise<void>;
};

/**
 * Makes a twin of `billing.bill_detail`: the same columns, partitions by month, keys and indexes.
 * `months` are first days.
 */
export async function createBaseline(
  pool: Pool,
  url: string,
  month: { readonly first: string; readonly next: string },
): Promise<CopyBaseline> {
  await pool.query(`create schema bench;
    create table ${TWIN} (like billing.bill_detail including all) partition by range (bill_month);
    create table bench.bill_detail_month partition of ${TWIN}
      for values from ('${month.first}') to ('${month.next}')`);
  const hasPsql = spawnSync("psql", ["--version"]).status === 0;
  const copy = hasPsql ? copyByPsql : copyByNode;
  return {
    tool: hasPsql ? String.raw`psql \copy` : "COPY from Node (there is no psql here)",
    copy: async (file) => {
      await pool.query(`truncate ${TWIN}`);
      await copy(file, url, pool);
    },
  };
}

/** Writes the rows of `billing.bill_detail` to `file`, as COPY reads them. */
export async function writeCopyFile(pool: Pool, file: string): Promise<void> {
  const client = await pool.connect();
  try {
    const rows = client.query(copyTo("copy (select * from billing.bill_detail) to stdout"));
    await pipeline(rows, createWriteStream(file));
  } finally {
    client.release();
  }
}

async function copyByPsql(file: string, databaseUrl: string): Promise<void> {
  const url = new URL(databaseUrl);
  // An argument would show the password in the process list.
  const env = { ...process.env, PGPASSWORD: decodeURIComponent(url.password) };
  url.password = "";
  const command = String.raw`\copy ${TWIN} from '${file}'`;
  const psql = spawn("psql", ["-X", "-q", "-v", "ON_ERROR_STOP=1", "-c", command, url.href], {
    env,
    stdio: ["ignore", "inherit", "inherit"],
  });
  const [code] = (await once(psql, "exit")) as [number | null];
  if (code !== 0) {
    throw new Error(`psql ended with exit code ${code}`);
  }
}

async function copyByNode(file: string, _url: string, pool: Pool): Promise<void> {
  const client = await pool.connect();
  try {
    await pipeline(createReadStream(file), client.query(copyFrom(`copy ${TWIN} from stdin`)));
  } finally {
    client.release();
  }
}
