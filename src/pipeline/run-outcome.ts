import { AbortError } from "../domain/abort-error.ts";
import { AccountError } from "../domain/account-error.ts";
import { BillhouseError } from "../domain/errors.ts";
import { type ExitCode, type RunStatus, worstExit } from "../domain/run.ts";
import { SliceError } from "../domain/slice-error.ts";
import type { FieldCounts } from "../domain/warehouse.ts";
import type { PlannedSlice } from "./plan-slices.ts";

/** How one planned slice ended. */
export type SliceEnd = {
  readonly planned: PlannedSlice;
  readonly status:
    | "loaded"
    | "empty"
    | "failed"
    | "not_ready"
    | "forbidden"
    | "held"
    | "unfinished";
  /** Loaded by another run after this one began. */
  readonly byOther: boolean;
  /** Not extracted: total and first page of its bill said that it is as it was. */
  readonly isVerified?: boolean;
  readonly rowsAdded: number;
  readonly rowsChanged: number;
  readonly rowsRemoved: number;
  /** Fields that the source sent and the stream does not declare; absent where nothing was loaded. */
  readonly unknownFields?: FieldCounts;
  readonly error?: Error;
};

export type OutcomeInput = {
  readonly ends: readonly SliceEnd[];
  /** What ended the run before its time, if anything did. */
  readonly abort: Error | undefined;
  readonly mismatches: number;
};

/** The exit code of a run: the worst that applies to what happened. Pure. */
export function exitCodeOf({ ends, abort, mismatches }: OutcomeInput): ExitCode {
  const failed = ends.filter(({ status }) => status !== "loaded" && status !== "empty");
  const codes: ExitCode[] = [];
  if (abort !== undefined) {
    codes.push(exitCodeOfError(abort));
  }
  if (ends.length > 0 && failed.length === ends.length) {
    if (ends.every(isRefused)) {
      codes.push(6);
    }
  }
  // The customer list is read for whoever wants any bill: that it could be read is not what was asked for.
  const bills = ends.filter(({ planned }) => planned.slice.stream.phase !== "list");
  const asked = bills.length > 0 ? bills : ends;
  if (asked.length > 0 && asked.every(({ status }) => status === "held")) {
    codes.push(5);
  }
  if (failed.some(isDefect)) {
    codes.push(1);
  }
  if (failed.some(isMissed)) {
    codes.push(3);
  }
  if (mismatches > 0) {
    codes.push(4);
  }
  return worstExit(codes);
}

/** The exit code that belongs to an error which ended a whole command. Pure. */
export function exitCodeOfError(error: Error): ExitCode {
  if (error instanceof AccountError) {
    return 6;
  }
  if (!(error instanceof AbortError)) {
    return 1;
  }
  const byReason = {
    clock: 6,
    database: 8,
    schema: 2,
    interrupted: 75,
    fenced: 75,
  } as const;
  return byReason[error.reason];
}

const STATUS_BY_EXIT: Readonly<Record<ExitCode, RunStatus>> = {
  0: "succeeded",
  1: "failed",
  2: "failed",
  3: "partial",
  4: "mismatch",
  5: "partial",
  6: "failed",
  // A database that went away has cut the run off: the next one goes on with it, and so does its night.
  8: "interrupted",
  75: "interrupted",
};

/** How bookkeeping names a run that ended with `exitCode`. */
export function runStatusOf(exitCode: ExitCode): RunStatus {
  return STATUS_BY_EXIT[exitCode];
}

function isRefused({ status, error }: SliceEnd): boolean {
  return error instanceof AccountError || status === "forbidden";
}

function isDefect({ error }: SliceEnd): boolean {
  return error !== undefined && !(error instanceof BillhouseError);
}

// What this credential may not read, or a month the API does not know, is no gap in the warehouse
// unless it was there before or belongs to a customer on the account's own list.
function isMissed({ planned, status, error }: SliceEnd): boolean {
  const isOutOfReach =
    status === "forbidden" || (error instanceof SliceError && error.failure === "unknown-month");
  return !isOutOfReach || planned.isRequired;
}
