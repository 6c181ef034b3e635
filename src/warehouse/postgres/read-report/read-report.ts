import { AbortError } from "../../../domain/abort-error.ts";
import { addMonths, type BillMonth, firstDay } from "../../../domain/bill-month.ts";
import type { Perspective, SpendReport } from "../../../domain/spend-report.ts";
import type { Database } from "../open-database.ts";
import { asDatabaseError } from "../sql-state.ts";
import { type Ask, readConsistently, type ReadConsistentlyOptions } from "./read-consistently.ts";
import { readMovements } from "./read-movements.ts";
import { readPayerSpend } from "./read-payer-spend.ts";
import { readStatus } from "./read-report-status.ts";
import { readBreakdown, readMonthSpend } from "./read-spend.ts";
import {
  readChanges,
  readChecks,
  readGaps,
  readMismatches,
  readMonthCoverage,
  readReportedRuns,
  readUnknownLabels,
} from "./read-trust.ts";
import { monthSql, utc8Sql } from "./utc8-sql.ts";

export type ReadReportOptions = Omit<ReadConsistentlyOptions, "statementTimeoutMs"> & {
  /** By default the latest month that has amounts. */
  readonly month: BillMonth | undefined;
  /** How many months are told, the report's own included. */
  readonly months: number;
  /** One minute by default. */
  readonly statementTimeoutMs?: number;
  /** What to do where the marts are missing. */
  readonly schemaHint: string;
};

const STATEMENT_TIMEOUT_MS = 60_000;

/**
 * Reads the whole report as of one moment, from views of billing_mart only. Writes nothing. Throws an
 * `AbortError`: reason `schema` with the hint where the marts are missing, reason `database` where
 * the database is away or takes too long; the signal's reason where it aborts.
 */
export async function readReport(
  database: Database,
  { month, months, signal, statementTimeoutMs, schemaHint }: ReadReportOptions,
): Promise<SpendReport> {
  const timeoutMs = statementTimeoutMs ?? STATEMENT_TIMEOUT_MS;
  try {
    return await readConsistently(
      database,
      { signal, statementTimeoutMs: timeoutMs },
      async (ask) => await readAll(ask, { month, months }),
    );
  } catch (error) {
    throw signal.aborted ? signal.reason : explained(error, { schemaHint, timeoutMs });
  }
}

async function readAll(
  ask: Ask,
  { month: asked, months }: Pick<ReadReportOptions, "month" | "months">,
): Promise<SpendReport> {
  const frame = await readFrame(ask);
  const month = asked ?? frame.newest ?? undefined;
  const to = month ?? frame.current;
  const window = { from: firstDay(addMonths(to, 1 - months)), to: firstDay(to) };
  return {
    at: frame.at,
    month: frame.newest === null ? undefined : month,
    isRunning: to >= frame.current,
    perspectives: await readPerspectives(ask, window.to),
    status: await readStatus(ask),
    months: await readMonthSpend(ask, window),
    customers: await readBreakdown(ask, "customer", to),
    products: await readBreakdown(ask, "product", to),
    regions: await readBreakdown(ask, "region", to),
    movements: await readMovements(ask, window.to),
    payers: await readPayerSpend(ask, window),
    checks: await readChecks(ask, window),
    mismatches: await readMismatches(ask),
    coverage: await readMonthCoverage(ask, window),
    gaps: await readGaps(ask),
    changes: await readChanges(ask),
    runs: await readReportedRuns(ask),
    unknownNames: await readUnknownLabels(ask),
  };
}

type Frame = {
  readonly at: string;
  readonly current: BillMonth;
  /** The latest month that has amounts. */
  readonly newest: BillMonth | null;
};

async function readFrame(ask: Ask): Promise<Frame> {
  const [frame] = await ask<Frame>(`
    select ${utc8Sql("now()")} as at,
      ${monthSql("now() at time zone 'Asia/Shanghai'")} as current,
      (select ${monthSql("max(bill_month)")} from billing_mart.coverage
        where bill_month is not null and last_success_at is not null
          and (amount <> 0 or amount is null and row_count > 0)) as newest`);
  if (frame === undefined) {
    throw new Error("a SELECT without FROM has one row");
  }
  return frame;
}

async function readPerspectives(ask: Ask, month: string): Promise<readonly Perspective[]> {
  const rows = await ask<{ perspective: Perspective }>(
    `select distinct perspective from billing_mart.monthly_cost_by_customer
     where bill_month = $1 order by perspective desc`,
    [month],
  );
  return rows.map(({ perspective }) => perspective);
}

const CANCELLED = "57014";
const NOT_ALLOWED = "42501";
const GRANT_HINT = "npm run grant -- --reader NAME makes a login that may read them";

function explained(
  error: unknown,
  { schemaHint, timeoutMs }: { readonly schemaHint: string; readonly timeoutMs: number },
): unknown {
  const known = asDatabaseError(error);
  if (!(known instanceof AbortError)) {
    return known;
  }
  const { reason, code } = known;
  if (reason === "schema") {
    return new AbortError("schema", `the views of the report cannot be read: ${causeText(known)}`, {
      code,
      hint: code === NOT_ALLOWED ? GRANT_HINT : schemaHint,
      cause: error,
    });
  }
  return code === CANCELLED
    ? new AbortError(
        "database",
        `the database took more than ${timeoutMs / 1000} s for a question`,
        {
          code,
          hint: "try again when no run is loading, or ask for fewer --months",
          cause: error,
        },
      )
    : known;
}

function causeText({ cause, message }: AbortError): string {
  return cause instanceof Error ? cause.message : message;
}
