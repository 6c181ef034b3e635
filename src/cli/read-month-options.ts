import type { Configuration } from "../app/read-configuration.ts";
import { requireAccounts } from "../config/require-accounts.ts";
import type { BillSelection } from "../domain/month-state.ts";
import type { CommandContext } from "./command-context.ts";
import { configured } from "./read-selection.ts";
import { monthProblems, nameProblems, valueProblems } from "./selection.ts";
import { UsageError } from "./usage-error.ts";

/** What was typed to say which customers' months are meant; lists are split already. */
export type MonthOptions = {
  readonly month?: string;
  readonly customer?: readonly string[];
  readonly account?: readonly string[];
};

export type ReadMonthOptions = {
  /** What the command found wrong with its other options. */
  readonly problems?: readonly string[];
  readonly needsMonth: boolean;
  /** How the command is called, for whoever got it wrong. */
  readonly example: string;
};

/**
 * The bills that are meant, and the configuration they were checked against. Throws a `UsageError`
 * that names every problem of options and configuration at once, or the configuration's own
 * `ConfigError` where only that has some.
 */
export async function readMonthOptions(
  { month, customer = [], account }: MonthOptions,
  { problems = [], needsMonth, example }: ReadMonthOptions,
  context: CommandContext,
): Promise<{ readonly selection: BillSelection; readonly configuration: Configuration }> {
  const now = context.clock.now();
  const values = [
    ...(month === undefined && !needsMonth ? [] : monthProblems("--month", month, true, now)),
    ...valueProblems({ customer }, { now, needsMonths: false }),
    ...problems,
  ];
  const configuration = await configured(values, context);
  const { config, streams } = configuration;
  const names = { customer, ...(account === undefined ? {} : { account }) };
  const all = [...values, ...nameProblems(names, { accounts: requireAccounts(config), streams })];
  if (all.length > 0) {
    throw new UsageError(all, { hint: `for example: ${example}` });
  }
  return {
    configuration,
    selection: {
      accounts: account,
      uins: customer.length === 0 ? undefined : customer,
      months: month === undefined ? undefined : [month],
    },
  };
}
