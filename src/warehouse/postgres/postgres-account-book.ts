import type { Account } from "../../domain/account.ts";
import type { Clock } from "../../domain/clock.ts";
import type { AccountBook, Customer } from "../../domain/warehouse.ts";
import type { Database } from "./open-database.ts";
import { runBuilt } from "./run-statement.ts";

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
}
