import type { Account } from "../../domain/account.ts";
import type { Clock } from "../../domain/clock.ts";
import type { AccountBook, Customer, ExpectedStream } from "../../domain/warehouse.ts";
import type { Database } from "./open-database.ts";
import { runBuilt, runStatement } from "./run-statement.ts";

/** Accounts and their customers in PostgreSQL: `billing.account`, `billing.customer`. */
export class PostgresAccountBook implements AccountBook {
  readonly #database: Database;
  readonly #clock: Clock;

  constructor(database: Database, clock: Clock) {
    this.#database = database;
    this.#clock = clock;
  }

  async save(accounts: readonly Account[]): Promise<void> {
    const values = accounts.map((account) => ({
      account: account.name,
      uin: account.uin ?? null,
      roles: [...account.roles],
      display_name: account.displayName ?? null,
      invoice_issuer: account.invoiceIssuer ?? null,
      loaded_at: new Date(this.#clock.now()),
    }));
    if (values.length === 0) {
      return;
    }
    await runBuilt(
      this.#database,
      this.#database.db
        .insertInto("billing.account")
        .values(values)
        .onConflict((conflict) =>
          conflict.column("account").doUpdateSet((eb) => ({
            uin: eb.ref("excluded.uin"),
            roles: eb.ref("excluded.roles"),
            display_name: eb.ref("excluded.display_name"),
            invoice_issuer: eb.ref("excluded.invoice_issuer"),
            loaded_at: eb.ref("excluded.loaded_at"),
          })),
        ),
    );
  }

  async customers(): Promise<readonly Customer[]> {
    const rows = await runBuilt(
      this.#database,
      this.#database.db
        .selectFrom("billing.customer")
        .select(["account", "customer_uin", "unbound_at"])
        .orderBy("account")
        .orderBy("customer_uin"),
    );
    return rows.map((row) => ({
      account: row.account,
      uin: row.customer_uin,
      unboundAt: row.unbound_at?.getTime(),
    }));
  }

  async saveExpected(
    names: readonly string[],
    expected: readonly ExpectedStream[],
    openMonths: number,
  ): Promise<void> {
    const accounts = expected.map(({ account }) => account);
    const streams = expected.map(({ stream }) => stream);
    await runStatement(this.#database, {
      text: SAVE_EXPECTED,
      values: [names, accounts, streams, openMonths],
    });
  }
}

// In the order of the key: two runs that begin at once would otherwise wait for each other in a circle.
const SAVE_EXPECTED = `
  with expected as (select * from unnest($2::text[], $3::text[]) as e (account, stream)),
  gone as (
    delete from billing_ops.account_stream a
    where a.account = any ($1::text[]) and (a.account, a.stream) not in (select * from expected))
  insert into billing_ops.account_stream as a (account, stream, open_months)
  select account, stream, $4::integer from expected order by account, stream
  on conflict (account, stream) do update set open_months = excluded.open_months
  where a.open_months <> excluded.open_months`;
