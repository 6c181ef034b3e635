import { describe, expect, test } from "vitest";
import { AbortError, type AbortReason } from "../../../src/domain/abort-error.ts";
import { AccountError } from "../../../src/domain/account-error.ts";
import { NotReadyError } from "../../../src/domain/not-ready-error.ts";
import type { ExitCode } from "../../../src/domain/run.ts";
import { SliceError } from "../../../src/domain/slice-error.ts";
import {
  exitCodeOf,
  exitCodeOfError,
  type OutcomeInput,
  runStatusOf,
  type SliceEnd,
} from "../../../src/pipeline/run-outcome.ts";
import { aStream, planned } from "./a-stream.ts";

function end(status: SliceEnd["status"], error?: Error, isRequired = true): SliceEnd {
  return {
    planned: planned({}, isRequired),
    status,
    byOther: false,
    rowsAdded: 0,
    rowsChanged: 0,
    rowsRemoved: 0,
    ...(error === undefined ? {} : { error }),
  };
}

const LOADED = end("loaded");
const LIST: SliceEnd = {
  ...LOADED,
  planned: planned({ stream: aStream({ name: "customer", slicing: "account", phase: "list" }) }),
};
const EMPTY = end("empty");
const FAILED = end("failed", new SliceError("failed", "m"));
const NOT_READY = end("not_ready", new NotReadyError("m"));
const REFUSED = end("failed", new AccountError("m"));
const HELD = end("held");
const UNFINISHED = end("unfinished");
const DEFECT = end("failed", new TypeError("m"));
const forbidden = (isRequired: boolean): SliceEnd =>
  end("forbidden", new SliceError("forbidden", "m"), isRequired);
const unknownMonth = (isRequired: boolean): SliceEnd =>
  end("failed", new SliceError("unknown-month", "m"), isRequired);
const aborted = (reason: AbortReason): AbortError => new AbortError(reason, "m");

type Case = [ExitCode, string, Partial<OutcomeInput>];

describe("a run ends with", () => {
  test.each<Case>([
    [0, "all loaded or empty", { ends: [LOADED, EMPTY] }],
    [0, "loaded by another run meanwhile", { ends: [{ ...LOADED, byOther: true }] }],
    [0, "nothing to do", { ends: [] }],
    [0, "a forbidden slice that nobody needs", { ends: [LOADED, forbidden(false)] }],
    [0, "an unknown month that nobody needs", { ends: [LOADED, unknownMonth(false)] }],
    [1, "a defect beside loaded slices", { ends: [LOADED, DEFECT] }],
    [1, "a defect that ended it", { ends: [LOADED], abort: new TypeError("m") }],
    [2, "a schema it may not bring up to date", { ends: [], abort: aborted("schema") }],
    [3, "a failed slice", { ends: [LOADED, FAILED] }],
    [3, "every slice failed", { ends: [FAILED, FAILED] }],
    [3, "a slice that is not ready", { ends: [LOADED, NOT_READY] }],
    [3, "one account refused beside another", { ends: [LOADED, REFUSED] }],
    [3, "a forbidden slice that was there before", { ends: [LOADED, forbidden(true)] }],
    [3, "an unknown month of a customer on the list", { ends: [LOADED, unknownMonth(true)] }],
    [3, "a slice held by another run to the end", { ends: [LOADED, HELD] }],
    [4, "a mismatch in what is loaded", { ends: [LOADED], mismatches: 1 }],
    [5, "every slice held by another run", { ends: [HELD, HELD] }],
    [5, "every bill held, though the customer list was read", { ends: [LIST, HELD] }],
    [6, "credentials refused for everything", { ends: [REFUSED, REFUSED] }],
    [6, "everything forbidden or refused", { ends: [REFUSED, forbidden(true), forbidden(false)] }],
    [6, "a clock that is off", { ends: [UNFINISHED], abort: aborted("clock") }],
    [8, "a database that is gone", { ends: [LOADED, UNFINISHED], abort: aborted("database") }],
    [75, "a signal", { ends: [LOADED, UNFINISHED], abort: aborted("interrupted") }],
    [75, "a lease that was lost", { ends: [UNFINISHED], abort: aborted("fenced") }],
  ])("%d: %s", (code, _, input) => {
    expect(exitCodeOf({ ends: [], abort: undefined, mismatches: 0, ...input })).toBe(code);
  });
});

describe("of two things that went wrong, the worse one decides", () => {
  test.each<Case>([
    [3, "a failed slice before a mismatch", { ends: [FAILED, LOADED], mismatches: 2 }],
    [1, "a defect before a failed slice", { ends: [FAILED, DEFECT] }],
    [1, "a defect before a mismatch", { ends: [DEFECT, LOADED], mismatches: 1 }],
    [
      75,
      "a signal before failed slices",
      { ends: [FAILED, UNFINISHED], abort: aborted("interrupted") },
    ],
    [75, "a signal before a defect", { ends: [DEFECT, UNFINISHED], abort: aborted("interrupted") }],
    [
      75,
      "a signal before slices that are all held",
      { ends: [HELD], abort: aborted("interrupted") },
    ],
    [6, "refused credentials before a signal", { ends: [REFUSED], abort: aborted("interrupted") }],
    [
      8,
      "a lost database before refused credentials",
      { ends: [REFUSED], abort: aborted("database") },
    ],
  ])("%d: %s", (code, _, input) => {
    expect(exitCodeOf({ ends: [], abort: undefined, mismatches: 0, ...input })).toBe(code);
  });
});

test.each<[ExitCode, Error]>([
  [6, new AccountError("m")],
  [6, aborted("clock")],
  [8, aborted("database")],
  [2, aborted("schema")],
  [75, aborted("interrupted")],
  [75, aborted("fenced")],
  [1, new SliceError("failed", "m")],
  [1, new TypeError("m")],
])("a command that an error ended exits %d: %s", (code, error) => {
  expect(exitCodeOfError(error)).toBe(code);
});

test.each<[ExitCode, string]>([
  [0, "succeeded"],
  [1, "failed"],
  [2, "failed"],
  [3, "partial"],
  [4, "mismatch"],
  [5, "partial"],
  [6, "failed"],
  [8, "interrupted"],
  [75, "interrupted"],
])("bookkeeping calls a run that exits %d %s", (code, status) => {
  expect(runStatusOf(code)).toBe(status);
});
