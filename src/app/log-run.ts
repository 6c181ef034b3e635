import type { Logger } from "../domain/logger.ts";
import { etaSeconds } from "../pipeline/estimate-calls.ts";
import type { SliceEnd } from "../pipeline/run-outcome.ts";
import type { RunFollower } from "./run-follower.ts";
import type { UnknownField } from "./run-report.ts";

/** One mismatch shows in many groups of many bills; all of them are in the database. */
const MISMATCHES_MAX = 50;

/** Writes one line for each event of a run: for log stores, and for whoever reads them next morning. */
export function createRunLog(logger: Logger): RunFollower {
  let runLogger = logger;
  return {
    runBegan: ({ runId, kind, continues }) => {
      runLogger = logger.child({ runId });
      runLogger.info("run began", { kind, ...(continues === undefined ? {} : { continues }) });
    },
    planned: ({ slices, skipped }, loads) => {
      runLogger.info("run planned", {
        slices: slices.length,
        calls: Object.fromEntries(loads.map(({ lane, calls }) => [lane.name, calls])),
        etaSeconds: Math.ceil(etaSeconds(loads)),
        ...(skipped.length === 0 ? {} : { skipped }),
      });
    },
    pageRead: () => undefined,
    sliceEnded: (end) => logSlice(runLogger, end),
    waitingForOthers: (slices) => {
      runLogger.info("waiting for slices of another run", { slices });
    },
    checked: (results) => {
      const count = (verdict: string): number =>
        results.filter((result) => result.verdict === verdict).length;
      const mismatches = results.filter(({ verdict }) => verdict === "mismatch");
      const level = mismatches.length === 0 ? "info" : "warn";
      runLogger[level]("bills checked", {
        match: count("match"),
        mismatch: mismatches.length,
        notComparable: count("not_comparable"),
        ...(mismatches.length === 0 ? {} : { mismatches: mismatches.slice(0, MISMATCHES_MAX) }),
      });
    },
    runEnded: ({ result, durationMs, held, unfinished, unknownFields }) => {
      const { status, exitCode, counts, abort } = result;
      logUnknownFields(runLogger, unknownFields);
      runLogger[exitCode === 0 ? "info" : "warn"]("run ended", {
        status,
        exitCode,
        durationMs: Math.round(durationMs),
        ...counts,
        ...(held === 0 ? {} : { held }),
        ...(unfinished === 0 ? {} : { unfinished }),
        ...(abort === undefined ? {} : { error: abort }),
      });
    },
  };
}

// Once a run and field, not for each of a thousand slices.
function logUnknownFields(logger: Logger, unknownFields: readonly UnknownField[]): void {
  for (const field of unknownFields) {
    logger.warn("the API sent a field that this version does not know; it is kept in extra", field);
  }
}

function logSlice(logger: Logger, end: SliceEnd): void {
  const { planned, status, byOther, error, unknownFields: _toldAtTheEnd, ...rows } = end;
  const { account, stream, uin, month } = planned.slice;
  const slice = {
    account,
    stream: stream.name,
    ...(uin === "" ? {} : { uin }),
    ...(month === undefined ? {} : { month }),
  };
  if (status === "loaded" || status === "empty") {
    logger.info("slice loaded", { ...slice, ...rows, ...(byOther ? { byOther } : {}) });
  } else if (error !== undefined) {
    logger.warn("slice failed", { ...slice, status, error });
  } else {
    logger.debug("slice left", { ...slice, status });
  }
}
