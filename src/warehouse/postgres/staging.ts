import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { type ClientBase, type PoolClient, escapeIdentifier } from "pg";
import { from as copyFrom } from "pg-copy-streams";
import type { Page } from "../../domain/source.ts";
import type { Stream } from "../../domain/stream.ts";
import type { Table } from "../../domain/table.ts";
import type { Claim } from "../../domain/warehouse.ts";
import { inTransaction } from "./in-transaction.ts";
import type { Database } from "./open-database.ts";
import { createRowEncoder, type RowEncoder, stagedColumns } from "./row-encoding.ts";
import { declarationOf } from "./staged-pages.ts";
import { stagingTable } from "./staging-table.ts";

const identifier = escapeIdentifier;

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
 * no reader of the bills sees it. A page that `isRepeated` replaces itself. `now` in epoch
 * milliseconds.
 */
export async function stagePage(
  database: Database,
  { slice: { stream }, epoch }: Claim,
  page: Page,
  { isRepeated, now }: { readonly isRepeated: boolean; readonly now: number },
): Promise<void> {
  const at = { epoch, request: page.request, page: page.number };
  const filled = stream.tables.flatMap((table, index) => {
    const rows = page.rows[index] ?? [];
    return rows.length === 0 ? [] : [{ table, text: encoderOf(table)(rows, at) }];
  });
  await inTransaction(database, async (client, attempt) => {
    // An earlier attempt may have been committed without our hearing of it.
    for (const table of isRepeated || attempt > 1 ? stream.tables : []) {
      await client.query(
        `delete from ${stagingTable(table)} where epoch = $1 and request = $2 and page = $3`,
        [at.epoch, at.request, at.page],
      );
    }
    for (const { table, text } of filled) {
      await copyText(client, table, text);
    }
    await client.query(NOTE_PAGE, [
      at.epoch,
      at.request,
      at.page,
      page.rows[0]?.length ?? 0,
      page.mark ?? null,
      declarationOf(stream),
      new Date(now).toISOString(),
      page.promised ?? null,
    ]);
  });
}

const NOTE_PAGE = `
  insert into billing_ops.staged_page
    (epoch, request, page, row_count, mark, declaration, staged_at, promised)
  values ($1, $2, $3, $4, $5, $6, $7, $8)
  on conflict (epoch, request, page)
  do update set row_count = excluded.row_count, mark = excluded.mark,
    staged_at = excluded.staged_at, promised = excluded.promised`;

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
  await client.query("delete from billing_ops.staged_page where epoch = $1", [epoch]);
}
