import type { Command } from "commander";
import { DEMO_DATABASE, embeddedDatabaseUrl } from "../../app/database-url.ts";
import { migrateDatabase } from "../../app/migrate-database.ts";
import type { Billhouse } from "../../app/open-billhouse.ts";
import { openDemo } from "../../app/open-demo.ts";
import { readDemoFindings } from "../../app/read-demo-findings.ts";
import { runOnce } from "../../app/run-once.ts";
import { runQuery } from "../../app/run-query.ts";
import { writeDemoReport } from "../../app/write-demo-report.ts";
import type { ExitCode } from "../../domain/run.ts";
import type { CommandContext, RunCommand } from "../command-context.ts";
import { createCommandLogger } from "../command-logger.ts";
import { DEMO_QUERIES } from "../demo-queries.ts";
import { demoSummary, demoSummaryJson } from "../demo-summary.ts";
import { followRun } from "../follow-run.ts";
import { tellReport } from "../perform-run.ts";
import { createQueryTable } from "../render-query-table.ts";

type DemoOptions = { readonly json?: true };

const AFTER_HELP = `
Needs no account, network or configuration, and reads none: neither .env nor DATABASE_URL. Starts a
simulated Tencent Cloud billing API and the embedded PostgreSQL, loads two months of a reseller with
six customers, of an end customer and of a direct account, checks that the bills add up, and writes a
report to open in a browser. Takes about 15 seconds, for the API allows most calls once a second.
Run again that day, it changes nothing.

Examples:
  npm run demo
  npm run query -- --demo "select * from billing.customer"
  npm run report -- --demo
  psql "$(npm run -s db -- url --demo)"`;

/** `demo`: everything at work, from a simulated vendor to SQL. */
export function addDemoCommand(program: Command, run: RunCommand): void {
  program
    .command("demo")
    .description("see it work in half a minute, without an account")
    .option("--json", "print what landed as JSON")
    .addHelpText("after", AFTER_HELP)
    .action(async ({ json }: DemoOptions) => {
      await run(async (context) => await showDemo(json === true, context));
    });
}

async function showDemo(isJson: boolean, context: CommandContext): Promise<ExitCode> {
  const { env, clock, terminal } = context;
  const { logger, isLive } = createCommandLogger(context, { level: "info" });
  terminal.status("starting the embedded PostgreSQL and the simulated billing API");
  const house = await openDemo({ env, clock, logger });
  try {
    return await loadAndShow(house, { isJson, isLive }, context);
  } finally {
    await house[Symbol.asyncDispose]();
  }
}

async function loadAndShow(
  house: Billhouse,
  { isJson, isLive }: { readonly isJson: boolean; readonly isLive: boolean },
  context: CommandContext,
): Promise<ExitCode> {
  const { clock, signal, terminal } = context;
  await migrateDatabase(house.database, { direction: "up", clock, signal });
  const isAgain = (await house.warehouse.runs.syncHistory()).lastSucceededAt !== undefined;
  const view = followRun("demo", house, { terminal, isLive });
  const report = await runOnce(house, {
    request: { kind: "demo" },
    followers: view.followers,
    signal,
  }).finally(() => view[Symbol.dispose]());
  if (report === undefined || report.result.exitCode !== 0) {
    return report === undefined ? 0 : tellReport(report, isJson, context);
  }
  const outcome = {
    report,
    findings: await readDemoFindings(house),
    isAgain,
    answer: await answerTo(DEMO_QUERIES[0].sql, context),
    reportUrl: await writeDemoReport(house.database, signal),
  };
  const widthMax = terminal.isOutTty ? terminal.width : undefined;
  terminal.out(isJson ? demoSummaryJson(outcome) : demoSummary(outcome, widthMax));
  return report.result.exitCode;
}

async function answerTo(sql: string, { env, signal }: CommandContext): Promise<string> {
  const databaseUrl = await embeddedDatabaseUrl(DEMO_DATABASE, env);
  const printer = createQueryTable(undefined);
  let text = "";
  for await (const part of runQuery({ databaseUrl, sql, signal, schemaHint: "" })) {
    text += printer.part(part);
  }
  return text;
}
