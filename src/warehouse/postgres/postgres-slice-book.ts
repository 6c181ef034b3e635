import { firstDay } from "../../domain/bill-month.ts";
import type { Slice } from "../../domain/slice.ts";
import type { Page } from "../../domain/source.ts";
import type {
  Claim,
  ClaimAnswer,
  LoadResult,
  OpenRun,
  SliceBook,
  SliceFailureRecord,
  SliceState,
} from "../../domain/warehouse.ts";
import { claimSlice } from "./claim-slice.ts";
import { inTransaction } from "./in-transaction.ts";
import { loadSlice } from "./load-slice.ts";
import type { Database } from "./open-database.ts";
import { runBuilt, runStatement } from "./run-statement.ts";
import { sliceParameters } from "./slice-parameters.ts";
import { stagingTable } from "./staging-table.ts";
import { discardStaged, stagePage } from "./staging.ts";
import { verifySlice } from "./verify-slice.ts";

/** Slices in PostgreSQL: `billing_ops.slice`, the staging tables and the facts. */
export class PostgresSliceBook implements SliceBook {
  readonly #database: Database;
  /** How many rows of the first table each page of an open claim has, by epoch and page. */
  readonly #staged = new Map<string, Map<string, number>>();

  constructor(database: Database) {
    this.#database = database;
  }

  async states(): Promise<readonly SliceState[]> {
    const rows = await runBuilt(
      this.#database,
      this.#database.db
        .selectFrom("billing_ops.slice")
        .select([
          "account",
          "stream",
          "uin",
          "bill_month",
          "status",
          "row_count",
          "last_success_at",
          "last_full_at",
          "steady_since",
        ]),
    );
    return rows.map((row) => ({
      account: row.account,
      stream: row.stream,
      uin: row.uin,
      billMonth: row.bill_month,
      status: row.status,
      rowCount: row.row_count,
      lastSuccessAt: row.last_success_at?.getTime(),
      lastFullAt: row.last_full_at?.getTime(),
      steadySince: row.steady_since?.getTime(),
    }));
  }

  async register(slices: readonly Slice[]): Promise<void> {
    const keys = slices.map(sliceParameters);
    const column = (index: 0 | 1 | 2 | 3): readonly string[] => keys.map((key) => key[index]);
    await runStatement(this.#database, {
      text: `insert into billing_ops.slice (account, stream, uin, bill_month, status)
         select *, 'pending' from unnest($1::text[], $2::text[], $3::text[], $4::date[])
         order by 1, 2, 3, 4 -- two runs in different orders would wait for each other
         on conflict do nothing`,
      values: [column(0), column(1), column(2), column(3)],
    });
  }

  async prepareMonths(months: readonly string[]): Promise<void> {
    await runStatement(this.#database, {
      text: `select billing_ops.ensure_month_partition(c.relname, month)
         from pg_partitioned_table p join pg_class c on c.oid = p.partrelid
           join pg_namespace n on n.oid = c.relnamespace,
           unnest($1::date[]) as month
         where n.nspname = 'billing'`,
      values: [months.map(firstDay)],
    });
  }

  async claim(run: OpenRun, slice: Slice, now: number, again?: boolean): Promise<ClaimAnswer> {
    const answer = await claimSlice(this.#database, run, slice, { now, again });
    if (answer.kind === "claimed") {
      const { epoch, staged } = answer.claim;
      this.#staged.set(
        epoch,
        new Map(staged.map((page) => [`${page.request}/${page.number}`, page.rows])),
      );
    }
    return answer;
  }

  async stage(claim: Claim, page: Page, now: number): Promise<void> {
    const pages = this.#staged.get(claim.epoch) ?? new Map<string, number>();
    this.#staged.set(claim.epoch, pages);
    const key = `${page.request}/${page.number}`;
    await stagePage(this.#database, claim, page, { isRepeated: pages.has(key), now });
    pages.set(key, page.rows[0]?.length ?? 0);
  }

  async discard(claim: Claim): Promise<void> {
    await inTransaction(this.#database, async (client) => {
      await discardStaged(client, claim.slice.stream, claim.epoch);
    });
    this.#staged.delete(claim.epoch);
  }

  async stagedRows({ slice, epoch }: Claim): Promise<number> {
    const [table] = slice.stream.tables;
    if (table === undefined) {
      return 0;
    }
    const { rows } = await runStatement<{ rows: number }>(this.#database, {
      text: `select count(*)::int as rows from ${stagingTable(table)} where epoch = $1`,
      values: [epoch],
    });
    return rows[0]?.rows ?? 0;
  }

  async load(claim: Claim, now: number, gate?: string): Promise<LoadResult> {
    const pages = this.#staged.get(claim.epoch)?.values() ?? [];
    const stagedRows = [...pages].reduce((sum, rows) => sum + rows, 0);
    const result = await loadSlice(this.#database, claim, { stagedRows, now, gate });
    this.#staged.delete(claim.epoch);
    return result;
  }

  async verify(claim: Claim, now: number): Promise<LoadResult> {
    const result = await verifySlice(this.#database, claim, now);
    this.#staged.delete(claim.epoch);
    return result;
  }

  async fail(claim: Claim, failure: SliceFailureRecord, now: number): Promise<void> {
    await this.#free(
      claim,
      `status = $6, error_code = $7, error_message = $8, request_id = $9, last_attempt_at = $10,`,
      [
        failure.status,
        failure.code,
        failure.message,
        failure.requestId ?? null,
        new Date(now).toISOString(),
      ],
    );
  }

  async release(claim: Claim): Promise<void> {
    await this.#free(claim, "", []);
  }

  // A claim that was lost meanwhile belongs to another run: its row is left alone.
  async #free(claim: Claim, assignments: string, values: readonly unknown[]): Promise<void> {
    await inTransaction(this.#database, async (client) => {
      await client.query(
        `update billing_ops.slice set ${assignments} claimed_by = null
         where account = $1 and stream = $2 and uin = $3 and bill_month = $4 and claim_epoch = $5`,
        [...sliceParameters(claim.slice), claim.epoch, ...values],
      );
    });
    this.#staged.delete(claim.epoch);
  }
}
