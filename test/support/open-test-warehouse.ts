import type { Stream } from "../../src/domain/stream.ts";
import type { Warehouse } from "../../src/domain/warehouse.ts";
import type { Database } from "../../src/warehouse/postgres/open-database.ts";
import { openWarehouse } from "../../src/warehouse/postgres/postgres-warehouse.ts";
import { FakeClock } from "./fake-clock.ts";

/** The warehouse on `database` for `streams`, as one process has it. */
export function openTestWarehouse(
  database: Database,
  streams: readonly Stream[],
): Warehouse & AsyncDisposable {
  return openWarehouse(database, streams, new FakeClock());
}
