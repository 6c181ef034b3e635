import { execFile } from "node:child_process";
import { copyFile, mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

const PROJECT = path.resolve(import.meta.dirname, "../..");
const OXLINT = path.join(PROJECT, "node_modules/oxlint/bin/oxlint");

/** Each breaks one rule of the picture in ARCHITECTURE.md. */
const PLANTED: readonly (readonly [file: string, imports: string])[] = [
  ["src/domain/planted.ts", "kysely"],
  ["src/domain/planted-io.ts", "node:fs"],
  ["src/domain/planted-outwards.ts", "../pipeline/run-sync.ts"],
  ["src/source/tencent/planted.ts", "../../warehouse/postgres/open-database.ts"],
  ["src/source/tencent/streams/planted.ts", "p-queue"],
  ["src/source/tencent/checks/planted.ts", "node:fs"],
  ["src/warehouse/postgres/planted.ts", "../../source/tencent/tc3-signature.ts"],
  ["src/pipeline/planted.ts", "../warehouse/postgres/open-database.ts"],
  ["src/pipeline/planted-vendor.ts", "../source/tencent/tc3-signature.ts"],
  ["src/scheduler/planted.ts", "../pipeline/run-sync.ts"],
  ["src/simulator/planted.ts", "../source/tencent/tc3-signature.ts"],
  ["src/cli/planted.ts", "../warehouse/postgres/open-database.ts"],
  ["src/config/planted.ts", "pg"],
  ["src/export/planted.ts", "../warehouse/postgres/open-database.ts"],
  ["src/warehouse/postgres/planted-export.ts", "@duckdb/node-api"],
  ["src/cli/planted-export.ts", "../export/write-parquet.ts"],
  ["src/report/planted.ts", "../warehouse/postgres/open-database.ts"],
  ["migrations/planted.ts", "../src/pipeline/run-sync.ts"],
];

describe("the layer rules", () => {
  let folder: string;
  let report: string;

  beforeAll(async () => {
    folder = await mkdtemp(path.join(tmpdir(), "billhouse-layers-"));
    await copyFile(path.join(PROJECT, ".oxlintrc.json"), path.join(folder, ".oxlintrc.json"));
    for (const [file, imports] of PLANTED) {
      await mkdir(path.dirname(path.join(folder, file)), { recursive: true });
      await writeFile(path.join(folder, file), `export type * from "${imports}";\n`);
    }
    report = await lint(folder);
  });

  afterAll(async () => {
    await rm(folder, { recursive: true, force: true });
  });

  it.each(PLANTED)("refuse that %s imports %s", (file) => {
    expect(report).toContain(`no-restricted-imports ${file}`);
  });
});

/** The rule and file of every finding, a line each. */
async function lint(folder: string): Promise<string> {
  const run = promisify(execFile)(
    process.execPath,
    [OXLINT, "--format=json", "src", "migrations"],
    {
      cwd: folder,
    },
  );
  const { stdout } = await run.catch((error: { readonly stdout: string }) => error);
  const findings = JSON.parse(stdout) as {
    readonly diagnostics: readonly { readonly code: string; readonly filename: string }[];
  };
  return findings.diagnostics
    .map(({ code, filename }) => `${/\(([^)]*)\)/.exec(code)?.[1] ?? code} ${filename}`)
    .join("\n");
}
