import { Registry } from "prom-client";
import { describe, expect, it } from "vitest";
import type { LastRuns } from "../../../src/scheduler/last-runs.ts";
import { createServiceMetrics } from "../../../src/scheduler/service-metrics.ts";
import { runResult } from "./run-result.ts";

const STARTED = Date.parse("2026-05-02T01:30:00Z");
const FINISHED = Date.parse("2026-05-02T01:42:30.5Z");
const NEXT = Date.parse("2026-05-03T01:30:00Z");

function create(lastRuns: LastRuns = {}) {
  const registry = new Registry();
  const metrics = createServiceMetrics({ registry, lastRuns, nextRunAt: () => NEXT });
  /** The samples of ours, as a scrape would see them. */
  const scrape = async (): Promise<Record<string, number>> => {
    const lines = (await registry.metrics()).split("\n");
    const samples = lines.filter((line) => line.startsWith("billhouse_"));
    return Object.fromEntries(
      samples.map((line) => {
        const space = line.lastIndexOf(" ");
        return [line.slice("billhouse_".length, space), Number(line.slice(space + 1))];
      }),
    );
  };
  return { registry, metrics, scrape };
}

describe("the metrics of the service", () => {
  it("are all there before the first run, at 0, but for an exit code that nothing gave", async () => {
    expect(await create().scrape()).toEqual({
      run_last_started_timestamp_seconds: 0,
      run_last_finished_timestamp_seconds: 0,
      run_last_success_timestamp_seconds: 0,
      run_in_progress: 0,
      unknown_fields: 0,
      next_run_timestamp_seconds: NEXT / 1000,
      'runs_total{kind="sync",status="succeeded"}': 0,
      'runs_total{kind="sync",status="partial"}': 0,
      'runs_total{kind="sync",status="mismatch"}': 0,
      'runs_total{kind="sync",status="failed"}': 0,
      'runs_total{kind="sync",status="interrupted"}': 0,
      'rows_total{change="added"}': 0,
      'rows_total{change="changed"}': 0,
      'rows_total{change="removed"}': 0,
      calls_total: 0,
      throttles_total: 0,
    });
  });

  it("show after a restart what the database remembers", async () => {
    const { scrape } = create({
      startedAt: STARTED,
      finishedAt: FINISHED,
      succeededAt: STARTED - 86_400_000,
      exitCode: 3,
      counts: { ...runResult().counts, slicesLoaded: 9, slicesFailed: 2 },
      unknownFields: 4,
    });
    expect(await scrape()).toMatchObject({
      run_last_started_timestamp_seconds: STARTED / 1000,
      run_last_finished_timestamp_seconds: FINISHED / 1000,
      run_last_success_timestamp_seconds: STARTED / 1000 - 86_400,
      run_last_exit_code: 3,
      'slices{status="loaded"}': 9,
      'slices{status="failed"}': 2,
      'slices{status="unfinished"}': 1,
      unknown_fields: 4,
      calls_total: 0,
    });
  });

  it("follow a run from its start to its end", async () => {
    const { metrics, scrape } = create();
    metrics.runStarted(STARTED);
    expect(await scrape()).toMatchObject({
      run_in_progress: 1,
      run_last_started_timestamp_seconds: STARTED / 1000,
      run_last_finished_timestamp_seconds: 0,
    });
    metrics.runFinished(FINISHED, runResult(), 2);
    expect(await scrape()).toMatchObject({
      run_in_progress: 0,
      run_last_finished_timestamp_seconds: FINISHED / 1000,
      run_last_success_timestamp_seconds: FINISHED / 1000,
      run_last_exit_code: 0,
      'runs_total{kind="sync",status="succeeded"}': 1,
      'slices{status="loaded"}': 12,
      unknown_fields: 2,
      'rows_total{change="added"}': 30,
      'rows_total{change="changed"}': 4,
      'rows_total{change="removed"}': 2,
      calls_total: 48,
      throttles_total: 1,
    });
  });

  it("take a run for a success only when it ended with exit code 0", async () => {
    const { metrics, scrape } = create({ succeededAt: STARTED - 1000 });
    metrics.runStarted(STARTED);
    metrics.runFinished(FINISHED, runResult({ status: "partial", exitCode: 3 }), 0);
    metrics.runStarted(FINISHED);
    metrics.runThrew(FINISHED + 1000, "sync");
    expect(await scrape()).toMatchObject({
      run_in_progress: 0,
      run_last_success_timestamp_seconds: STARTED / 1000 - 1,
      run_last_exit_code: 1,
      'runs_total{kind="sync",status="partial"}': 1,
      'runs_total{kind="sync",status="failed"}': 1,
    });
  });

  it("forget a start whose tick another process had, and show that process's run", async () => {
    const { metrics, scrape } = create({ startedAt: STARTED });
    metrics.runStarted(FINISHED);
    metrics.runNotBegun();
    expect(await scrape()).toMatchObject({
      run_in_progress: 0,
      run_last_started_timestamp_seconds: STARTED / 1000,
    });
    metrics.runStarted(FINISHED);
    metrics.runNotBegun({ startedAt: STARTED + 1000, succeededAt: FINISHED });
    expect(await scrape()).toMatchObject({
      run_last_started_timestamp_seconds: STARTED / 1000 + 1,
      run_last_success_timestamp_seconds: FINISHED / 1000,
    });
  });

  it("say what they mean, and come with those of the process", async () => {
    const text = await create().registry.metrics();
    const ours = text.split("\n").filter((line) => line.startsWith("# HELP billhouse_"));
    expect(ours.length).toBe(12);
    expect(ours.every((line) => line.split(" ").length > 5)).toBe(true);
    expect(text).toContain("process_resident_memory_bytes");
  });
});
