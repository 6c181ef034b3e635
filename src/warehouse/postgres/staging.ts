import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { type ClientBase, type Pool, type PoolClient, escapeIdentifier } from "pg";
import { from as copyFrom } from "pg-copy-streams";
import type { Page } from "../../domain/source.ts";
import type { Stream } from "../../domain/stream.ts";
import type { Table } from "../../domain/table.ts";
import type { Claim } from "../../domain/warehouse.ts";
import { inTransaction } from "./in-transaction.ts";
import { createRowEncoder, type RowEncoder, stagedColumns } from "./row-encoding.ts";

const identifier = escapeIdentifier;

/** The staging twin of a table, quoted for SQL. */
export function stagingTable(table: Table): string {
  return `billing_ops.${identifier(`stage_${table.name}`)}`;
}

const ENCODERS = new WeakMap<Table, RowEncoder>();

function encoderOf(table: Table): RowEncoder {
  const known = ENCODERS.get(table);
  if (known !== undefined) {
    return known;
  }
  const encoder = createRowEncoder(table);
  ENCODERS.set(table, encoder);
  return encoder;
}

/**
 * Writes one page to the staging tables of its stream and commits it: it outlives the process, and
 * no reader of the bills sees it. A page that `isRepeated` replaces itself.
 */
export async function stagePage(
  pool: Pool,
  { slice: { stream }, epoch }: Claim,
  page: Page,
  { isRepeated }: { readonly isRepeated: boolean },
): Promise<void> {
  const at = { epoch, request: page.request, page: page.number };
  const filled = stream.tables.flatMap((table, index) => {
    const rows = page.rows[index] ?? [];
    return rows.length === 0 ? [] : [{ table, text: encoderOf(table)(rows, at) }];
  });
  await inTransaction(pool, async (client) => {
    for (const table of isRepeated ? stream.tables : []) {
      await client.query(
        `delete from ${stagingTable(table)} where epoch = $1 and request = $2 and page = $3`,
        [at.epoch, at.request, at.page],
      );
    }
    for (const { table, text } of filled) {
      await copyText(client, table, text);
    }
  });
}

async function copyText(client: PoolClient, table: Table, text: string): Promise<void> {
  const columns = stagedColumns(table).map(identifier).join(", ");
  const copy = client.query(copyFrom(`copy ${stagingTable(table)} (${columns}) from stdin`));
  await pipeline(Readable.from([Buffer.from(text, "utf8")]), copy);
}

/** Forgets everything that a claim staged. */
export async function discardStaged(
  client: Pick<ClientBase, "query">,
  stream: Stream,
  epoch: string,
): Promise<void> {
  for (const table of stream.tables) {
    await client.query(`delete from ${stagingTable(table)} where epoch = $1`, [epoch]);
  }
}
