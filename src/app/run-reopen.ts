import type { BillMonth } from "../domain/bill-month.ts";
import type { Clock } from "../domain/clock.ts";
import type { MonthState } from "../domain/month-state.ts";
import type { BillKey } from "../domain/reconciliation.ts";
import type { Stream } from "../domain/stream.ts";
import { openWarehouse } from "../warehouse/postgres/postgres-warehouse.ts";
import { assertSchema } from "../warehouse/postgres/read-schema-state.ts";
import { whoRuns } from "./who-runs.ts";
import { withDatabase } from "./with-database.ts";
import { withMonthLock } from "./with-month-lock.ts";

export type RunReopenOptions = {
  readonly databaseUrl: string;
  readonly streams: readonly Stream[];
  /** What to do where there is no schema yet. */
  readonly schemaHint: string;
  readonly month: BillMonth;
  readonly customers: readonly string[];
  /** All that have bills of these customers where absent. */
  readonly accounts?: readonly string[] | undefined;
  readonly reason: string;
  readonly clock: Clock;
  readonly signal: AbortSignal;
};

export type ReopenOutcome = {
  readonly reopened: readonly BillKey[];
  /** Bills that were not closed: they are open as it is. */
  readonly open: readonly (BillKey & { readonly state: MonthState })[];
  /** UINs of which no bill of the month was ever loaded: then nothing was opened at all. */
  readonly unknown: readonly string[];
};

/**
 * Opens closed months of customers again, all of them or none. Throws a `CloseBusyError` where another
 * process is at it, and what `withDatabase` throws.
 */
export async function runReopen(options: RunReopenOptions): Promise<ReopenOutcome> {
  const { databaseUrl, streams, schemaHint, clock, signal } = options;
  return await withDatabase(databaseUrl, async (database) => {
    await assertSchema(database, schemaHint);
    const warehouse = openWarehouse(database, streams, clock);
    try {
      return await withMonthLock(
        database,
        { clock, signal },
        async () => await reopen(warehouse, options),
      );
    } finally {
      await warehouse[Symbol.asyncDispose]();
    }
  });
}

async function reopen(
  { months }: Pick<ReturnType<typeof openWarehouse>, "months">,
  { month, customers, accounts, reason, clock }: RunReopenOptions,
): Promise<ReopenOutcome> {
  const bills = await months.states({ accounts, uins: customers, months: [month] });
  const unknown = customers.filter((customer) => !bills.some(({ uin }) => uin === customer));
  if (unknown.length > 0) {
    return { reopened: [], open: [], unknown };
  }
  const reopened = await months.reopen(
    bills.filter(({ state }) => state === "closed"),
    { by: whoRuns("reopen"), reason, now: clock.now() },
  );
  return { reopened, open: bills.filter(({ state }) => state !== "closed"), unknown };
}
