import { hash } from "node:crypto";
import type { ClientBase } from "pg";
import type { StagedPage } from "../../domain/source.ts";
import type { Stream } from "../../domain/stream.ts";
import { stagingTable } from "./staging-table.ts";

/**
 * How old a staged page may be and still be taken over. A bill that looks the same on its first page
 * an hour later may have changed on its tenth; what is left behind by a crash is picked up in
 * minutes.
 */
const TAKEN_OVER_WITHIN_MS = 3_600_000;

const DECLARATIONS = new WeakMap<Stream, string>();

/** Equal for declarations that make the same rows of the same answers. */
export function declarationOf(stream: Stream): string {
  const known = DECLARATIONS.get(stream);
  if (known !== undefined) {
    return known;
  }
  const declaration = hash("sha256", JSON.stringify([stream.paging, stream.tables])).slice(0, 32);
  DECLARATIONS.set(stream, declaration);
  return declaration;
}

/**
 * Puts the pages that the claim `from` staged under the claim `to`, and returns them in order: of each
 * request those from 1 on without a gap, and none at all where one is too old, was made by another
 * version or cannot be gone on behind. What `from` stages from now on stays its own, so a process
 * that wakes up late cannot add to what the new owner loads.
 */
export async function takeOverStaged(
  client: ClientBase,
  stream: Stream,
  { from, to, now }: { readonly from: string; readonly to: string; readonly now: number },
): Promise<readonly StagedPage[]> {
  const { rows } = await client.query<{
    request: number;
    page: number;
    row_count: string;
    mark: string;
  }>(TAKE_OVER, [
    from,
    to,
    declarationOf(stream),
    new Date(now - TAKEN_OVER_WITHIN_MS).toISOString(),
  ]);
  if (rows.length > 0) {
    for (const table of stream.tables) {
      await client.query(
        `update ${stagingTable(table)} s set epoch = $2 from billing_ops.staged_page p
         where s.epoch = $1 and p.epoch = $2 and p.request = s.request and p.page = s.page`,
        [from, to],
      );
    }
  }
  return rows.map(({ request, page, row_count, mark }) => ({
    request,
    number: page,
    rows: Number(row_count),
    mark,
  }));
}

const TAKE_OVER = `
  with whole as (
    select request, page from (
      select request, page, row_number() over (partition by request order by page) as place
      from billing_ops.staged_page where epoch = $1) numbered
    where page = place and not exists (
      select from billing_ops.staged_page p where p.epoch = $1
        and (p.mark is null or p.declaration <> $3 or p.staged_at < $4))),
  taken as (
    update billing_ops.staged_page s set epoch = $2 from whole w
    where s.epoch = $1 and s.request = w.request and s.page = w.page
    returning s.request, s.page, s.row_count, s.mark)
  select * from taken order by request, page`;

/**
 * Forgets pages that no try of a slice will go on behind: those of claims that were superseded, and
 * of slices that nobody has claimed for an hour. What live runs stage is left alone. Repeatable.
 */
export async function discardOrphans(
  client: ClientBase,
  streams: readonly Stream[],
  now: number,
): Promise<void> {
  await client.query(
    `delete from billing_ops.staged_page p where not exists (
       select from billing_ops.slice s
       where s.claim_epoch = p.epoch and (s.claimed_by is not null or p.staged_at >= $1))`,
    [new Date(now - TAKEN_OVER_WITHIN_MS).toISOString()],
  );
  const tables = new Set(streams.flatMap(({ tables: own }) => own.map(stagingTable)));
  for (const table of tables) {
    // A page and its note are committed together, and one statement sees one moment.
    await client.query(
      `delete from ${table} t where not exists (
         select from billing_ops.staged_page p
         where p.epoch = t.epoch and p.request = t.request and p.page = t.page)`,
    );
  }
}
