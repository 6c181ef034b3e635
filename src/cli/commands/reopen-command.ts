import type { Command } from "commander";
import { type ReopenOutcome, runReopen } from "../../app/run-reopen.ts";
import type { BillKey } from "../../domain/reconciliation.ts";
import type { ExitCode } from "../../domain/run.ts";
import { billLines, countBills } from "../bill-lines.ts";
import type { CommandContext, RunCommand } from "../command-context.ts";
import { databaseToRead } from "../database-to-read.ts";
import { type MonthOptions, readMonthOptions } from "../read-month-options.ts";
import { splitList } from "../read-selection.ts";
import { UsageError } from "../usage-error.ts";

type ReopenOptions = MonthOptions & { readonly reason?: string; readonly json?: true };

const EXAMPLE =
  'npm run reopen -- --month 2026-10 --customer 200000000001 --reason "credit note 17"';

const AFTER_HELP = `
For a closed month whose bill was restated (closed_month_restated), or that has to be loaded again for
another reason. Every sync then loads it like an open one and closes it anew, with its new totals; what
was frozen before stays in billing_ops.month_total, and who reopened it and why in
billing_ops.month_event. Makes no API call.

Exit codes: 0 they are open, 2 configuration or options: nothing was opened, 5 another process is
closing or reopening, 8 no database.

Example:
  ${EXAMPLE}`;

/** `reopen`: closed months of some customers. */
export function addReopenCommand(program: Command, run: RunCommand): void {
  program
    .command("reopen")
    .description("open a closed month of some customers again, with a reason")
    .option("--month <YYYY-MM>", "the month (UTC+8)")
    .option("--customer <UINs>", "the customers, comma-separated", splitList)
    .option("--reason <text>", "why, in your words: it is kept")
    .option("--account <names>", "only in these accounts, comma-separated", splitList)
    .option("--json", "print it as JSON")
    .addHelpText("after", AFTER_HELP)
    .action(async (options: ReopenOptions) => {
      await run(async (context) => await performReopen(options, context));
    });
}

async function performReopen(options: ReopenOptions, context: CommandContext): Promise<ExitCode> {
  const { month = "", customer: customers = [], account: accounts, json } = options;
  const reason = options.reason?.trim() ?? "";
  const problems = [
    ...(customers.length === 0 ? ["--customer is missing: give one UIN or more"] : []),
    ...(reason === "" ? ["--reason is missing: say why, in your own words"] : []),
  ];
  const needs = { problems, needsMonth: true, example: EXAMPLE };
  const { configuration } = await readMonthOptions(options, needs, context);
  const { clock, signal, terminal } = context;
  const outcome = await runReopen({
    ...(await databaseToRead(false, context)),
    streams: configuration.streams,
    month,
    customers,
    accounts,
    reason,
    clock,
    signal,
  });
  if (outcome.unknown.length > 0) {
    throw new UsageError(
      outcome.unknown.map((uin) => `--customer ${uin}: no bill of ${month} was ever loaded`),
      { hint: "nothing was opened; npm run status shows what is there" },
    );
  }
  terminal.out(json === true ? reopenJson(outcome) : reopenText(outcome));
  return 0;
}

function reopenText({ reopened, open }: ReopenOutcome): string {
  const lines = [
    ...(reopened.length === 0
      ? []
      : [
          `Opened ${countBills(reopened.length)} again:`,
          ...billLines(reopened, "  "),
          "The next sync loads them; they close anew when they may.",
        ]),
    ...(open.length === 0
      ? []
      : [`Not closed, so left as they are, ${countBills(open.length)}:`, ...billLines(open, "  ")]),
  ];
  return `${lines.join("\n")}\n`;
}

function withMonth({ account, uin, billMonth }: BillKey) {
  return { account, uin, month: billMonth.slice(0, 7) };
}

function reopenJson({ reopened, open }: ReopenOutcome): string {
  const document = {
    reopened: reopened.map(withMonth),
    notClosed: open.map((bill) => ({ ...withMonth(bill), state: bill.state })),
  };
  return `${JSON.stringify(document, null, 2)}\n`;
}
