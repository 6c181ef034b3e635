import type { CheckResult } from "../domain/reconciliation.ts";
import type { RunScope } from "../domain/run.ts";
import type { OpenRun } from "../domain/warehouse.ts";
import { type CloseDependencies, closeMonths } from "./close-months.ts";
import type { RunRequest } from "./plan-run.ts";
import { watchClosed, type WatchDependencies } from "./watch-closed.ts";

export type TendMonthsDependencies = Omit<CloseDependencies, "streams"> &
  Omit<WatchDependencies, "accounts" | "signal">;

export type TendMonthsRequest = {
  readonly run: OpenRun;
  readonly request: RunRequest;
  readonly scope: RunScope;
  readonly signal: AbortSignal;
};

/**
 * What a run does about months when it has checked its bills: closes those that may be closed, and
 * watches closed ones. Returns the restatements that stand of what was asked for; whoever asked for
 * single months, customers or streams is not answered by calls for others.
 */
export async function tendMonths(
  dependencies: TendMonthsDependencies,
  { run, request, scope, signal }: TendMonthsRequest,
): Promise<readonly CheckResult[]> {
  const { source, settings, logger } = dependencies;
  const isBackfill = request.months !== undefined;
  const selection = {
    accounts: scope.accounts,
    uins: scope.customers,
    ...(isBackfill ? { months: scope.months } : {}),
  };
  const { closed, waiting } = await closeMonths(
    { ...dependencies, streams: source.streams },
    { by: `run ${run.runId}`, selection, signal },
  );
  if (closed.length + waiting.length > 0) {
    logger.info("months", { closed: closed.length, closing: waiting.length });
  }
  if (isBackfill || request.customers !== undefined || request.streams !== undefined) {
    return [];
  }
  const accounts = settings.accounts.map(({ name }) => name);
  const { restated } = await watchClosed({ ...dependencies, accounts, signal }, selection);
  return restated;
}
