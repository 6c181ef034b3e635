import type { PipelineStatus } from "../../../domain/spend-report.ts";
import type { Ask } from "./read-consistently.ts";
import { utc8Sql } from "./utc8-sql.ts";

const STATUS = `
  select data_through as "dataThrough", customers_expected::int as "customersExpected",
    customers_covered::int as "customersCovered", slices_fresh::int as "slicesFresh",
    slices_late::int as "slicesLate", slices_failed::int as "slicesFailed",
    slices_missing::int as "slicesMissing", mismatches::int as mismatches,
    bills_checked::int as "billsChecked", bills_closed::int as "billsClosed",
    last_run_kind as "lastRunKind", last_run_status as "lastRunStatus",
    ${utc8Sql("last_run_started_at")} as "lastRunStartedAt",
    ${utc8Sql("last_run_finished_at")} as "lastRunFinishedAt",
    ${utc8Sql("last_success_at")} as "lastSuccessAt"
  from billing_mart.pipeline_status`;

/** How far to trust the rest. */
export async function readStatus(ask: Ask): Promise<PipelineStatus> {
  const [status] = await ask<PipelineStatus>(STATUS);
  if (status === undefined) {
    throw new Error("billing_mart.pipeline_status has one row");
  }
  return status;
}
