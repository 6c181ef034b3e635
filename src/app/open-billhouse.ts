import type { CheckRules } from "../domain/check.ts";
import type { Clock } from "../domain/clock.ts";
import type { Logger } from "../domain/logger.ts";
import type { MonthRules } from "../domain/month-state.ts";
import type { Source } from "../domain/source.ts";
import type { Warehouse } from "../domain/warehouse.ts";
import type { PlanSettings } from "../pipeline/plan-run.ts";
import type { DatabaseLimits } from "../warehouse/postgres/database-limits.ts";
import type { PatienceOptions } from "../warehouse/postgres/database-patience.ts";
import { type Database, openDatabase } from "../warehouse/postgres/open-database.ts";
import { PostgresSlotBook } from "../warehouse/postgres/postgres-slot-book.ts";
import { openWarehouse } from "../warehouse/postgres/postgres-warehouse.ts";
import { openSource, type SourceOptions } from "./open-source.ts";

/** Everything that a command works with, put together. Dispose it to close every connection. */
export type Billhouse = AsyncDisposable & {
  readonly database: Database;
  readonly warehouse: Warehouse;
  readonly source: Source;
  readonly settings: PlanSettings;
  readonly checkRules: CheckRules;
  readonly monthRules: MonthRules;
  /** For how many whole months the journal of changes is kept; 0: for good. */
  readonly journalMonths: number;
  readonly clock: Clock;
  readonly logger: Logger;
};

export type BillhouseOptions = SourceOptions & {
  readonly databaseUrl: string;
  /** The configured choice of streams; all where undefined. */
  readonly chosenStreams?: readonly string[] | undefined;
  readonly openMonths: number;
  /** What is compared after a run, and how strictly. */
  readonly checkRules: CheckRules;
  /** From the 7th on, and three months, by default. */
  readonly monthRules?: MonthRules;
  /** For how many whole months the journal of changes is kept; 0: for good; 24 by default. */
  readonly journalMonths?: number;
  /** How long operations wait for a database that went away, milliseconds; a minute by default. */
  readonly databasePatienceMs?: number | undefined;
  /** How long single steps on the way to the database may take. */
  readonly databaseLimits?: Partial<DatabaseLimits>;
  /** Ends every wait for the database. */
  readonly signal?: AbortSignal | undefined;
};

const DATABASE_PATIENCE_MS = 60_000;
const JOURNAL_MONTHS = 24;
const MONTH_RULES: MonthRules = { closeFromDay: 7, watchMonths: 3 };

/** The one place that knows the source, the warehouse and the pipeline. Opens no connection by itself. */
export function openBillhouse(options: BillhouseOptions): Billhouse {
  const { clock, logger, streams, accounts } = options;
  const onIdleError = (error: Error): void => {
    logger.warn("an idle database connection broke", { error });
  };
  const database = openDatabase({
    url: options.databaseUrl,
    applicationName: "billhouse",
    onIdleError,
    patience: patienceOf(options),
    ...(options.databaseLimits === undefined ? {} : { limits: options.databaseLimits }),
    timer: clock,
    random: options.random,
  });
  const slots = new PostgresSlotBook(database, onIdleError);
  const warehouse = openWarehouse(database, streams, clock);
  const source = openSource(options, slots);
  return {
    database,
    warehouse,
    source,
    settings: { accounts, openMonths: options.openMonths, streams: options.chosenStreams },
    checkRules: options.checkRules,
    monthRules: options.monthRules ?? MONTH_RULES,
    journalMonths: options.journalMonths ?? JOURNAL_MONTHS,
    clock,
    logger,
    [Symbol.asyncDispose]: async () => {
      await warehouse[Symbol.asyncDispose]();
      await slots[Symbol.asyncDispose]();
      await database[Symbol.asyncDispose]();
    },
  };
}

function patienceOf({ databasePatienceMs, signal, logger }: BillhouseOptions): PatienceOptions {
  const patienceMs = databasePatienceMs ?? DATABASE_PATIENCE_MS;
  return {
    patienceMs,
    signal,
    onOutage: (error) => {
      logger.warn("the database is away: waiting for it, no call is made meanwhile", {
        error,
        patienceSeconds: patienceMs / 1000,
      });
    },
    onRecovery: (outageMs) => {
      logger.info("the database is back", { awaySeconds: Math.round(outageMs / 1000) });
    },
  };
}
