import { Readable } from "node:stream";
import { setTimeout as sleep } from "node:timers/promises";
import { describe, expect, test } from "vitest";
import type { ExportProgress } from "../../src/app/export-progress.ts";
import { type ExportOptions, runExport } from "../../src/app/run-export.ts";
import { AbortError } from "../../src/domain/abort-error.ts";
import { parquetColumn } from "../../src/export/parquet-column.ts";
import { ParquetError } from "../../src/export/parquet-error.ts";
import { writeParquet } from "../../src/export/write-parquet.ts";
import { type ExportPlayground, openExportPlayground } from "./export-playground.ts";

const MANY =
  "create view billing_mart.many as select g as n, g / 7.0 as cost from generate_series(1, 100000) g";
const SLOW =
  "create view billing_mart.slow as select pg_sleep(0.001)::text as n from generate_series(1, 100000)";

function optionsOf(
  { database, at }: ExportPlayground,
  options: Partial<ExportOptions>,
): ExportOptions {
  return {
    databaseUrl: database.url,
    schemaHint: "",
    view: "many",
    scope: { months: undefined, customers: undefined },
    format: "parquet",
    path: at("many"),
    isForced: false,
    onProgress: () => undefined,
    signal: new AbortController().signal,
    ...options,
  };
}

/** How many statements of export are at work in the database. */
async function statementsAtWork({ database: { pool } }: ExportPlayground): Promise<number> {
  const { rowCount } = await pool.query(
    `select from pg_stat_activity
     where datname = current_database() and application_name = 'billhouse export'`,
  );
  return rowCount ?? 0;
}

async function untilNothingIsAtWork(playground: ExportPlayground): Promise<void> {
  await expect.poll(async () => await statementsAtWork(playground), { timeout: 10_000 }).toBe(0);
}

describe("an export that is interrupted leaves nothing behind, on the disk or on the server", () => {
  test.each([
    ["parquet", "measuring"],
    ["parquet", "reading"],
    ["parquet", "writing"],
    ["csv", "reading"],
  ] as const)("as %s while it is %s", async (format, stage) => {
    await using playground = await openExportPlayground(MANY);
    const abort = new AbortController();
    const reason = new AbortError("interrupted", "interrupted by SIGINT");
    const onProgress = (progress: ExportProgress): void => {
      if (progress.stage === stage) {
        abort.abort(reason);
      }
    };
    await expect(
      runExport(optionsOf(playground, { format, onProgress, signal: abort.signal })),
    ).rejects.toBe(reason);
    expect(await playground.files()).toEqual([]);
    await untilNothingIsAtWork(playground);
  });

  test.each([["parquet"], ["csv"]])(
    "as %s while the server is at work, with exit code 75",
    async (format) => {
      await using playground = await openExportPlayground(SLOW);
      const abort = new AbortController();
      const ending = playground.run(`--view slow --format ${format}`, {
        out: "slow",
        signal: abort.signal,
      });
      await expect.poll(async () => await statementsAtWork(playground)).toBe(1);
      await sleep(200);
      abort.abort(new AbortError("interrupted", "interrupted by SIGINT"));
      expect((await ending).exitCode).toBe(75);
      expect(await playground.files()).toEqual([]);
      await untilNothingIsAtWork(playground);
    },
  );

  test("as CSV to stdout, with exit code 75", async () => {
    await using playground = await openExportPlayground(MANY);
    const abort = new AbortController();
    const { exitCode } = await playground.run("--view many --format csv --out -", {
      signal: abort.signal,
      onOut: () => {
        abort.abort(new AbortError("interrupted", "interrupted by SIGINT"));
        return false;
      },
    });
    expect(exitCode).toBe(75);
    await untilNothingIsAtWork(playground);
  });
});

describe("an export whose database goes away", () => {
  test.each([
    ["parquet", "a file", ({ at }: ExportPlayground) => at("slow")],
    ["csv", "a file", ({ at }: ExportPlayground) => at("slow")],
    ["csv", "stdout", () => "-"],
  ])("as %s to %s ends with exit code 8 and leaves nothing behind", async (format, _, target) => {
    await using playground = await openExportPlayground(SLOW);
    const ending = playground.run(`--view slow --format ${format} --out ${target(playground)}`);
    await expect.poll(async () => await statementsAtWork(playground)).toBe(1);
    await sleep(200);
    await playground.database.pool.query(
      `select pg_terminate_backend(pid) from pg_stat_activity
         where datname = current_database() and application_name = 'billhouse export'`,
    );
    const { exitCode, err } = await ending;
    expect({ exitCode, err }).toEqual({ exitCode: 8, err: expect.stringContaining("57P01") });
    expect(await playground.files()).toEqual([]);
  });

  test("because a value fails half-way, is told, and leaves nothing behind", async () => {
    await using playground = await openExportPlayground(
      "create view billing_mart.broken as select 1 / (90000 - g) as n from generate_series(1, 100000) g",
    );
    for (const format of ["parquet", "csv"]) {
      const { exitCode, err } = await playground.run(`--view broken --format ${format}`, {
        out: "broken",
      });
      expect({ exitCode, err }).toEqual({
        exitCode: 1,
        err: expect.stringContaining("division by zero"),
      });
      expect(await playground.files()).toEqual([]);
    }
  });
});

test("an export sees one moment: rows that come while it runs are not in it", async () => {
  await using playground = await openExportPlayground(
    "create table public.line (n int)",
    "insert into public.line select generate_series(1, 10000)",
    "create view billing_mart.lines as select n from public.line",
  );
  let inserted: Promise<unknown> | undefined;
  const report = await runExport(
    optionsOf(playground, {
      view: "lines",
      onProgress: () => {
        inserted ??= playground.database.pool.query("insert into public.line values (0)");
      },
    }),
  );
  await inserted;
  expect(report.rows).toBe(10_000);
});

test("a Parquet file that the disk refuses is told with what to do about it", async () => {
  await using playground = await openExportPlayground();
  const writing = writeParquet({
    columns: [parquetColumn({ name: "n", title: "n", kind: "integer" }, 0)],
    batches: Readable.from([[["1"]]]) as AsyncIterable<readonly (readonly string[])[]>,
    file: playground.at("n.parquet"),
    folder: playground.at("missing"),
    onRows: () => undefined,
    signal: new AbortController().signal,
  });
  await expect(writing).rejects.toThrow(ParquetError);
  await expect(writing).rejects.toThrow("missing");
});
