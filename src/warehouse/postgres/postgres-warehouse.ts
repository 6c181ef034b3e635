import type { Clock } from "../../domain/clock.ts";
import type { Stream } from "../../domain/stream.ts";
import type { Warehouse } from "../../domain/warehouse.ts";
import type { Database } from "./open-database.ts";
import { PostgresAccountBook } from "./postgres-account-book.ts";
import { PostgresCheckBook } from "./postgres-check-book.ts";
import { PostgresMonthBook } from "./postgres-month-book.ts";
import { PostgresRunBook } from "./postgres-run-book.ts";
import { PostgresSliceBook } from "./postgres-slice-book.ts";

/** The warehouse on an open database, which stays the caller's to close. Dispose it to end its runs' sessions. */
export function openWarehouse(
  database: Database,
  streams: readonly Stream[],
  clock: Clock,
): Warehouse & AsyncDisposable {
  const runs = new PostgresRunBook(database, streams);
  return {
    runs,
    slices: new PostgresSliceBook(database),
    accounts: new PostgresAccountBook(database, clock),
    checks: new PostgresCheckBook(database, streams),
    months: new PostgresMonthBook(database, streams),
    [Symbol.asyncDispose]: async () => await runs[Symbol.asyncDispose](),
  };
}
