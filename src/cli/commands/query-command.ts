import { type Command, Option } from "commander";
import { QueryError } from "../../app/query-error.ts";
import { runQuery } from "../../app/run-query.ts";
import type { ExitCode } from "../../domain/run.ts";
import type { CommandContext, RunCommand, Terminal } from "../command-context.ts";
import { databaseToRead } from "../database-to-read.ts";
import { createQueryCsv } from "../render-query-csv.ts";
import { createQueryJson } from "../render-query-json.ts";
import { createQueryTable } from "../render-query-table.ts";
import type { ResultPrinter } from "../render-query.ts";
import { renderSqlError } from "../render-sql-error.ts";
import { UsageError } from "../usage-error.ts";

type QueryCommandOptions = {
  readonly json?: true;
  readonly csv?: true;
  readonly demo?: true;
};

const AFTER_HELP = `
Exactly one statement, in a read-only transaction, for at most 5 minutes. Values come to the last
digit; ∅ is NULL. On a terminal long texts are cut, figures never; --csv and --json cut nothing.
In --json booleans and null are typed, everything else is text, so that no reader rounds an amount.

Exit codes: 0 done, 2 the statement was refused, 8 no database, 75 stopped by Ctrl-C.

Examples (-s keeps npm's own lines out of a file):
  npm run query -- "select bill_month, sum(total_cost) from billing.partner_bill_total group by 1"
  npm run -s query -- --csv "select * from billing.customer" > customers.csv
  npm run query -- --demo "select * from billing.customer"`;

/** `query`: one read-only statement, for people without psql. */
export function addQueryCommand(program: Command, run: RunCommand): void {
  program
    .command("query")
    .description("run one read-only SQL statement and print its result")
    .argument("<sql>", "the statement, in quotes")
    .option("--json", "print a JSON array of objects")
    .addOption(new Option("--csv", "print CSV with a line of titles").conflicts("json"))
    .option("--demo", "ask the demo's database")
    .addHelpText("after", AFTER_HELP)
    .action(async (sql: string, options: QueryCommandOptions) => {
      await run(async (context) => await performQuery(sql, options, context));
    });
}

async function performQuery(
  sql: string,
  options: QueryCommandOptions,
  context: CommandContext,
): Promise<ExitCode> {
  const { terminal, signal } = context;
  if (sql.trim() === "") {
    throw new UsageError(["there is no statement to run"], {
      hint: 'npm run query -- "select * from billing.customer"',
    });
  }
  const database = await databaseToRead(options.demo === true, context);
  const printer = printerFor(options, terminal);
  try {
    await printParts(runQuery({ ...database, sql, signal }), printer, terminal);
    return 0;
  } catch (error) {
    if (error instanceof QueryError) {
      terminal.err(renderSqlError(error, sql));
      return 2;
    }
    if (signal.aborted) {
      terminal.err("stopped: the statement was cancelled on the server\n");
      return 75;
    }
    throw error;
  }
}

async function printParts(
  parts: ReturnType<typeof runQuery>,
  printer: ResultPrinter,
  terminal: Terminal,
): Promise<void> {
  let rows = 0;
  for await (const part of parts) {
    rows += part.rows.length;
    terminal.out(printer.part(part));
    if (terminal.isOutClosed()) {
      return;
    }
  }
  terminal.out(printer.end());
  terminal.err(rows === 1 ? "1 row\n" : `${rows.toLocaleString("en-US")} rows\n`);
}

function printerFor({ json, csv }: QueryCommandOptions, terminal: Terminal): ResultPrinter {
  if (json === true) {
    return createQueryJson();
  }
  return csv === true
    ? createQueryCsv()
    : createQueryTable(terminal.isOutTty ? terminal.width : undefined);
}
