import { spawn } from "node:child_process";
import { once } from "node:events";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Readable } from "node:stream";
import { text } from "node:stream/consumers";
import { PROJECT_DIR } from "../src/app/project-dir.ts";
import { SIMULATED_CREDENTIALS } from "../src/simulator/simulated-credentials.ts";

/** What a process took in all. */
export type ProgramUse = { readonly peakRssBytes: number; readonly cpuMs: number };

/** One run of the real program, as its `--json` summary tells it and as it was seen from outside. */
export type ProgramRun = ProgramUse & {
  /** From the start of the process to its end. */
  readonly ms: number;
  /** From the beginning of the run to its end. */
  readonly runMs: number;
  readonly calls: number;
  readonly throttles: number;
  readonly slicesLoaded: number;
  readonly rowsAdded: number;
  readonly rowsChanged: number;
};

export type ProgramOptions = {
  readonly databaseUrl: string;
  readonly origin: string;
  /** Beside the credential of the simulated reseller. */
  readonly variables: Readonly<Record<string, string>>;
  readonly signal: AbortSignal;
};

type Summary = {
  readonly exitCode: number;
  readonly durationMs: number;
  readonly counts: Readonly<
    Record<"calls" | "throttles" | "slicesLoaded" | "rowsAdded" | "rowsChanged", number>
  >;
};

/** Runs `sync` of the real program in a process of its own. Rejects where its exit code is not 0. */
export async function runSyncProgram(options: ProgramOptions): Promise<ProgramRun> {
  const from = performance.now();
  const program = spawn(
    process.execPath,
    [
      `--import=${import.meta.resolve("./report-peak-memory.ts")}`,
      join(PROJECT_DIR, "src", "main.ts"),
      "sync",
      "--json",
    ],
    {
      // Where no .env of a developer lies.
      cwd: tmpdir(),
      env: environment(options),
      stdio: ["ignore", "pipe", "inherit", "pipe"],
      signal: options.signal,
    },
  );
  const [out, use, [code]] = await Promise.all([
    text(program.stdio[1] as Readable),
    text(program.stdio[3] as Readable),
    once(program, "exit") as Promise<[number | null]>,
  ]);
  if (code !== 0) {
    throw new Error(`the program ended with exit code ${String(code)}: ${out}`);
  }
  const { durationMs, counts } = JSON.parse(out) as Summary;
  const { calls, throttles, slicesLoaded, rowsAdded, rowsChanged } = counts;
  return {
    ...(JSON.parse(use) as ProgramUse),
    ms: performance.now() - from,
    runMs: durationMs,
    calls,
    throttles,
    slicesLoaded,
    rowsAdded,
    rowsChanged,
  };
}

function environment({ databaseUrl, origin, variables }: ProgramOptions): NodeJS.ProcessEnv {
  const inherited = Object.entries(process.env).filter(
    ([name]) => !/^(BILLING|TENCENTCLOUD|DATABASE|BENCH)_/.test(name),
  );
  return {
    ...Object.fromEntries(inherited),
    DATABASE_URL: databaseUrl,
    TENCENTCLOUD_SECRET_ID: SIMULATED_CREDENTIALS.partner.secretId,
    TENCENTCLOUD_SECRET_KEY: SIMULATED_CREDENTIALS.partner.secretKey,
    BILLING_TENCENT_ORIGIN: origin,
    BILLING_LOG_LEVEL: "warn",
    ...variables,
  };
}
