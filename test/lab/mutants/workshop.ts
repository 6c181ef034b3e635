import { spawn } from "node:child_process";
import { cp, mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { stripTypeScriptTypes } from "node:module";
import { tmpdir } from "node:os";
import path from "node:path";
import { environmentForTests } from "../../support/lab-environment.ts";
import { type Proof, testName } from "../faults/fault.ts";
import { applyMutant, type Mutant } from "./mutant.ts";
import { readVerdict, type Verdict } from "./read-verdict.ts";
import { testNamePattern } from "./test-name-pattern.ts";

const PROJECT = path.resolve(import.meta.dirname, "../../..");

/** What a copy does without: others' code comes by links, secrets and data stay where they are. */
const NOT_COPIED = new Set(["node_modules", ".git", ".data", ".env", "coverage"]);

/** A test hangs no longer than its own limit; a whole run that does has lost control of itself. */
const RUN_MAX_MS = 420_000;

type Test = Pick<Proof, "file" | "title" | "row">;

export type Experiment = {
  /** None for the control: the same tests in a copy that is as it is. */
  readonly mutant?: Mutant;
  /** Of one of the test runner's projects. */
  readonly tests: readonly [Test, ...Test[]];
  /** What is copied: the project, or as it was when a snapshot was taken of it. */
  readonly project?: string;
  /** Of the server that the copy's tests make their databases on. */
  readonly adminUrl?: string;
};

/**
 * Runs the tests in a copy of the project that has the mutant in it, and says how they ended. The
 * project itself is only read, and the copy is gone afterwards.
 */
export async function runExperiment(experiment: Experiment): Promise<Verdict> {
  const { mutant, tests, adminUrl, project = PROJECT } = experiment;
  const copy = await copyProject(project);
  try {
    await linkPackages(copy);
    if (mutant !== undefined) {
      await plant(mutant, copy);
    }
    const titles = tests.map(testName);
    const report = path.join(copy, "report.json");
    const files = [...new Set(tests.map(({ file }) => file))];
    const output = await runTests(copy, { files, titles, report, adminUrl });
    const text = await readFile(report, "utf8").catch(() => undefined);
    return readVerdict(text, titles, output);
  } finally {
    await rm(copy, { recursive: true, force: true });
  }
}

/** The project as it is now, for experiments that last longer than nobody works on it; gone when disposed. */
export async function takeSnapshot(): Promise<AsyncDisposable & { readonly project: string }> {
  const project = await copyProject(PROJECT);
  return {
    project,
    [Symbol.asyncDispose]: async () => await rm(project, { recursive: true, force: true }),
  };
}

async function copyProject(project: string): Promise<string> {
  const copy = await mkdtemp(path.join(tmpdir(), "billhouse-mutant-"));
  for (const entry of await readdir(project)) {
    if (!NOT_COPIED.has(entry)) {
      await cp(path.join(project, entry), path.join(copy, entry), { recursive: true });
    }
  }
  return copy;
}

// Links to the packages and not to their folder: what the test runner caches there stays the copy's.
async function linkPackages(copy: string): Promise<void> {
  const modules = path.join(PROJECT, "node_modules");
  await mkdir(path.join(copy, "node_modules"));
  const packages = (await readdir(modules)).filter((name) => !name.startsWith("."));
  for (const name of [...packages, ".bin"]) {
    const type = process.platform === "win32" ? "junction" : "dir";
    await symlink(path.join(modules, name), path.join(copy, "node_modules", name), type);
  }
}

async function plant(mutant: Mutant, copy: string): Promise<void> {
  const file = path.join(copy, mutant.file);
  const mutated = applyMutant(mutant, await readFile(file, "utf8"));
  // A program that does not even parse would fail every test, and prove nothing.
  stripTypeScriptTypes(mutated);
  await writeFile(file, mutated);
}

type TestRun = {
  readonly adminUrl: string | undefined;
  readonly files: readonly string[];
  readonly titles: readonly string[];
  readonly report: string;
};

/** Resolves with what the test runner said, once it and whatever it started has ended. */
async function runTests(copy: string, run: TestRun): Promise<string> {
  const vitest = path.join(copy, "node_modules/vitest/vitest.mjs");
  const where = ["--root", copy, "--project", projectOf(run.files), ...run.files];
  const reporter = ["--reporter", "json", "--outputFile", run.report];
  const which = ["-t", testNamePattern(run.titles)];
  const child = spawn(process.execPath, [vitest, "run", ...where, ...which, ...reporter], {
    cwd: copy,
    env: environmentForTests(run.adminUrl === undefined ? {} : { TEST_DATABASE_URL: run.adminUrl }),
    stdio: ["ignore", "pipe", "pipe"],
    detached: true,
  });
  let output = "";
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding("utf8").on("data", (text: string) => {
      output += text;
    });
  }
  const { promise, resolve } = Promise.withResolvers<void>();
  child.once("close", resolve);
  const timer = setTimeout(() => endGroup(child.pid), RUN_MAX_MS);
  await promise;
  clearTimeout(timer);
  endGroup(child.pid);
  return output;
}

// Also what the tests started and, being broken by a mutant, did not end.
function endGroup(pid: number | undefined): void {
  try {
    if (pid !== undefined) {
      process.kill(-pid, "SIGKILL");
    }
  } catch {
    // Nobody of the group is left.
  }
}

function projectOf([file = ""]: readonly string[]): string {
  return /^test\/(unit|integration|e2e|lab)\//.exec(file)?.[1] ?? "unit";
}
