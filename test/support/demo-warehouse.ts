import { Pool } from "pg";
import { openGrantDatabase } from "../integration/grant-playground.ts";
import type { FreshDatabase } from "./fresh-database.ts";
import { syncDemoTenant } from "./sync-demo-tenant.ts";

/** Two nights of the demo tenant in a database of one test file's own. */
export type DemoWarehouse = AsyncDisposable & {
  readonly database: FreshDatabase;
  /** The database for a login made by `npm run grant -- --reader`: it sees marts and FOCUS only. */
  readonly readerUrl: string;
  /** Connections of that login. */
  readonly reader: Pool;
};

/** Syncs the demo tenant into a fresh database, see `syncDemoTenant`; disposal drops it. */
export async function openDemoWarehouse(): Promise<DemoWarehouse> {
  const stack = new AsyncDisposableStack();
  try {
    const { database, makeLogin } = stack.use(await openGrantDatabase());
    await syncDemoTenant(database.url);
    await database.pool.query("analyze");
    const { url: readerUrl } = await makeLogin("--reader", "grafana");
    const reader = new Pool({ connectionString: readerUrl, max: 2 });
    stack.defer(async () => await reader.end());
    const dispose = stack.move();
    return {
      database,
      readerUrl,
      reader,
      [Symbol.asyncDispose]: async () => await dispose.disposeAsync(),
    };
  } finally {
    await stack.disposeAsync();
  }
}
