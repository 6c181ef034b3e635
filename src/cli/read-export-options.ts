import type { ExportFormat } from "../app/run-export.ts";
import type { BillMonth } from "../domain/bill-month.ts";
import { monthsBetween } from "../domain/bill-month.ts";
import { monthProblems, valueProblems } from "./selection.ts";
import { UsageError } from "./usage-error.ts";

/** What was typed; lists are split already. */
export type ExportCommandOptions = {
  readonly view?: string;
  readonly format: ExportFormat;
  readonly month?: readonly string[];
  readonly from?: string;
  readonly to?: string;
  readonly customer?: readonly string[];
  readonly out?: string;
  readonly force?: true;
  readonly json?: true;
  readonly demo?: true;
};

/** What is to be written, and where. */
export type ExportRequest = {
  readonly view: string;
  readonly scope: {
    readonly months: readonly BillMonth[] | undefined;
    readonly customers: readonly string[] | undefined;
  };
  readonly format: ExportFormat;
  readonly path: string | undefined;
  readonly isForced: boolean;
  readonly isToStdout: boolean;
};

const EXAMPLE = "npm run export -- --view focus.cost_and_usage --month 2026-10";

/** The request that `options` stand for. Throws a `UsageError` that names every problem at once. Pure. */
export function readExportOptions(options: ExportCommandOptions, now: number): ExportRequest {
  const { view = "", format, customer, out, force } = options;
  const isToStdout = out === "-";
  const problems = [
    ...(view.trim() === ""
      ? ["--view is missing: give a view such as billing_mart.daily_cost"]
      : []),
    ...monthsProblems(options, now),
    ...valueProblems({ customer: customer ?? [] }, { now, needsMonths: false }),
    ...(isToStdout ? stdoutProblems(options) : []),
    ...(out === "" ? ["--out is empty: name a file"] : []),
  ];
  if (problems.length > 0) {
    throw new UsageError(problems, { hint: `for example: ${EXAMPLE}` });
  }
  return {
    view: view.trim(),
    scope: {
      months: monthsOf(options),
      customers: customer === undefined || customer.length === 0 ? undefined : customer,
    },
    format,
    path: isToStdout ? undefined : out,
    isForced: force === true,
    isToStdout,
  };
}

function monthsProblems({ month, from, to }: ExportCommandOptions, now: number): readonly string[] {
  if (month !== undefined && (from !== undefined || to !== undefined)) {
    return ["--month and --from, --to are two ways to say the same: use one"];
  }
  return [
    ...(month?.length === 0 ? monthProblems("--month", undefined, true, now) : []),
    ...(month ?? []).flatMap((each) => monthProblems("--month", each, true, now)),
    ...valueProblems(
      { ...(from === undefined ? {} : { from }), ...(to === undefined ? {} : { to }) },
      { now, needsMonths: false },
    ),
  ];
}

function stdoutProblems({ format, json }: ExportCommandOptions): readonly string[] {
  return [
    ...(format === "csv" ? [] : ["--out -: Parquet cannot be written to a pipe, use --format csv"]),
    ...(json === true ? ["--json and --out - would both write to stdout: use one"] : []),
  ];
}

function monthsOf({ month, from, to }: ExportCommandOptions): readonly BillMonth[] | undefined {
  if (from !== undefined && to !== undefined) {
    return monthsBetween(from, to);
  }
  return month?.toSorted();
}
