import { describe, expect, test } from "vitest";
import { createRunLog } from "../../../src/app/log-run.ts";
import { SliceError } from "../../../src/domain/slice-error.ts";
import { memoryLogger } from "../scheduler/memory-logger.ts";
import { checkOf, endOf, loadOf, planOf, reportOf, sliceOf, streamNamed } from "./run-sample.ts";

const STREAM = streamNamed("partner_bill_total");

describe("a run's log", () => {
  test("has one line for each event, from the beginning to the end", () => {
    const { logger, lines } = memoryLogger();
    const log = createRunLog(logger);

    log.runBegan({ runId: "12", kind: "sync", continues: undefined, startEpoch: "1" });
    log.planned(planOf(3), [loadOf(STREAM, 3)]);
    log.pageRead(sliceOf(STREAM));
    log.sliceEnded(endOf(sliceOf(STREAM), { rowsAdded: 5 }));
    log.waitingForOthers(2);
    log.checked([checkOf()]);
    log.runEnded(reportOf());

    expect(lines.map(({ level, event }) => `${level} ${event}`)).toEqual([
      "info run began",
      "info run planned",
      "info slice loaded",
      "info waiting for slices of another run",
      "info bills checked",
      "info run ended",
    ]);
    expect(lines[1]?.fields).toMatchObject({ slices: 3, etaSeconds: 3 });
    expect(lines[2]?.fields).toMatchObject({ stream: "partner_bill_total", rowsAdded: 5 });
  });

  test("warns of what somebody should look at", () => {
    const { logger, lines } = memoryLogger();
    const log = createRunLog(logger);
    const error = new SliceError("failed", "no such luck");
    const mismatch = checkOf({ verdict: "mismatch" });

    log.sliceEnded(endOf(sliceOf(STREAM), { status: "failed", error }));
    log.checked([mismatch]);
    log.runEnded(reportOf({ result: { status: "partial", exitCode: 3 } }));

    expect(lines.map(({ level }) => level)).toEqual(["warn", "warn", "warn"]);
    expect(lines[0]?.fields).toMatchObject({ status: "failed", error });
    expect(lines[1]?.fields).toMatchObject({ mismatches: [mismatch] });
  });

  test("warns at its end, once for each stream, of every field that this version does not know", () => {
    const { logger, lines } = memoryLogger();
    const log = createRunLog(logger);
    const unknownFields = [
      { stream: "customer", field: "NewField", rows: 3 },
      { stream: "partner_bill_total", field: "NewField", rows: 1234 },
    ];

    log.sliceEnded(endOf(sliceOf(STREAM), { unknownFields: { NewField: 1234 } }));
    log.runEnded(reportOf({ unknownFields }));

    expect(lines.map(({ level }) => level)).toEqual(["info", "warn", "warn", "info"]);
    expect(lines[0]?.fields).not.toHaveProperty("unknownFields");
    expect(lines.slice(1, 3).map(({ fields }) => fields)).toEqual(unknownFields);
  });

  test("keeps quiet about slices that an interrupted run did not come to", () => {
    const { logger, lines } = memoryLogger();

    createRunLog(logger).sliceEnded(endOf(sliceOf(STREAM), { status: "unfinished" }));

    expect(lines.map(({ level }) => level)).toEqual(["debug"]);
  });
});
