import { embeddedDatabaseUrl } from "../src/app/database-url.ts";
import { readBenchOptions, USAGE } from "./bench-options.ts";
import type { Benchmark, BenchContext, Finding } from "./benchmark.ts";
import { benchLanes } from "./lanes.ts";
import { benchLoad } from "./load.ts";
import { benchMarts } from "./marts.ts";
import { benchMemory } from "./memory.ts";
import { benchNights } from "./nights.ts";
import { benchSync } from "./sync.ts";
import { textTable } from "./text-table.ts";

const BENCHMARKS: Readonly<Record<string, Benchmark>> = {
  lanes: benchLanes,
  load: benchLoad,
  marts: benchMarts,
  memory: benchMemory,
  nights: benchNights,
  sync: benchSync,
};

const options = readBenchOptions(process.argv.slice(2));
const unknown = options.names.filter((name) => !Object.hasOwn(BENCHMARKS, name));
if (options.help || unknown.length > 0) {
  console.log(unknown.length === 0 ? USAGE : `unknown: ${unknown.join(", ")}\n\n${USAGE}`);
  process.exitCode = unknown.length === 0 ? 0 : 2;
} else {
  const abort = new AbortController();
  for (const name of ["SIGINT", "SIGTERM"] as const) {
    process.once(name, () => abort.abort(new Error(`interrupted by ${name}`)));
  }
  await runBenchmarks({
    options,
    adminUrl:
      process.env["BENCH_DATABASE_URL"] ?? (await embeddedDatabaseUrl("postgres", process.env)),
    print: (text) => console.log(text),
    signal: abort.signal,
  });
}

/** One after the other; a figure that misses its target is told and is no failure. */
async function runBenchmarks(context: BenchContext): Promise<void> {
  const { print, signal } = context;
  const findings: Finding[] = [];
  const names = Object.keys(BENCHMARKS).filter(
    (name) => options.names.length === 0 || options.names.includes(name),
  );
  for (const name of names) {
    print(`\n== ${name}`);
    try {
      findings.push(...((await BENCHMARKS[name]?.(context)) ?? []));
    } catch (error) {
      process.exitCode = 1;
      print(
        `${name} could not be measured: ${error instanceof Error ? error.stack : String(error)}`,
      );
    }
    if (signal.aborted) {
      return;
    }
  }
  print("\n== summary");
  print(
    textTable(
      ["requirement", "target", "measured", ""],
      findings.map(({ requirement, target, measured, isMet }) => [
        requirement,
        target,
        measured,
        isMet === undefined ? "" : isMet ? "ok" : "not met",
      ]),
      4,
    ),
  );
}
