import type { JsonObject } from "../../src/domain/json.ts";
import type { RunCounts } from "../../src/domain/run.ts";
import type { Slice } from "../../src/domain/slice.ts";
import type { Claim, LoadResult, OpenRun, Warehouse } from "../../src/domain/warehouse.ts";
import { pageOf } from "./page-of.ts";

/** 2026-11-10 in the middle of a night that loads October. */
export const NIGHT = Date.parse("2026-11-10T01:30:00Z");

export const NO_COUNTS: RunCounts = {
  slicesPlanned: 0,
  slicesLoaded: 0,
  slicesFailed: 0,
  calls: 0,
  throttles: 0,
  rowsAdded: 0,
  rowsChanged: 0,
  rowsRemoved: 0,
};

/** Begins a sync; the test has no use for the undefined of a tick that was run. */
export async function beginRun(warehouse: Warehouse, now = NIGHT): Promise<OpenRun> {
  const run = await warehouse.runs.begin({ kind: "sync", scope: { months: ["2026-10"] }, now });
  if (run === undefined) {
    throw new Error("a run without a tick was refused");
  }
  return run;
}

/** Registers and claims `slice` for `run`; throws where it is held or loaded. */
export async function claimed(
  warehouse: Warehouse,
  run: OpenRun,
  slice: Slice,
  now = NIGHT,
): Promise<Claim> {
  await warehouse.slices.register([slice]);
  if (slice.month !== undefined) {
    await warehouse.slices.prepareMonths([slice.month]);
  }
  const answer = await warehouse.slices.claim(run, slice, now);
  if (answer.kind !== "claimed") {
    throw new Error(`the slice is ${answer.kind}`);
  }
  return answer.claim;
}

/** Stages each answer as a page of the claim's slice, in this order. */
export async function stageAnswers(
  warehouse: Warehouse,
  claim: Claim,
  answers: readonly JsonObject[],
): Promise<void> {
  for (const [index, answer] of answers.entries()) {
    await warehouse.slices.stage(claim, pageOf(claim.slice, answer, { number: index + 1 }), NIGHT);
  }
}

/** One whole run that loads one slice: what a night does when the source answers so. */
export async function loadAnswers(
  warehouse: Warehouse,
  slice: Slice,
  answers: readonly JsonObject[],
  now = NIGHT,
): Promise<LoadResult> {
  const run = await beginRun(warehouse, now);
  try {
    const claim = await claimed(warehouse, run, slice, now);
    await stageAnswers(warehouse, claim, answers);
    return await warehouse.slices.load(claim, now);
  } finally {
    const end = { status: "succeeded", exitCode: 0, now, counts: NO_COUNTS } as const;
    await warehouse.runs.finish(run, end);
  }
}
