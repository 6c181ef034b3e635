import type { Command } from "commander";
import type { Configuration } from "../app/read-configuration.ts";
import { ConfigError } from "../config/config-error.ts";
import { requireAccounts } from "../config/require-accounts.ts";
import type { CommandContext } from "./command-context.ts";
import {
  nameProblems,
  type Selection,
  selectionOf,
  type SelectionOptions,
  valueProblems,
} from "./selection.ts";
import { UsageError } from "./usage-error.ts";

/** Adds the options that say which bills are meant. */
export function addSelectionOptions(command: Command): Command {
  return command
    .option("--from <YYYY-MM>", "the first month (UTC+8)")
    .option("--to <YYYY-MM>", "the last month; may be the current one")
    .option("--account <names>", "only these accounts, comma-separated", splitList)
    .option("--customer <UINs>", "only these customers, comma-separated", splitList)
    .option("--stream <names>", "only these streams, comma-separated", splitList);
}

/**
 * The bills that are meant, checked against the configuration. Throws a `UsageError` that names
 * every problem of options and configuration at once, or the configuration's own `ConfigError`
 * where only that has some.
 */
export async function readSelection(
  options: SelectionOptions,
  needsMonths: boolean,
  context: CommandContext,
): Promise<Selection> {
  const values = valueProblems(options, { now: context.clock.now(), needsMonths });
  const { config, streams } = await configured(values, context);
  const problems = [
    ...values,
    ...nameProblems(options, { accounts: requireAccounts(config), streams }),
  ];
  if (problems.length > 0) {
    throw new UsageError(problems, { hint: hintFor(options, context.env) });
  }
  return selectionOf(options);
}

/**
 * The configuration, which has to have an account. Its own problems come with those of the options.
 */
export async function configured(
  problems: readonly string[],
  { configuration }: CommandContext,
): Promise<Configuration> {
  try {
    const read = await configuration();
    requireAccounts(read.config);
    return read;
  } catch (error) {
    throw error instanceof ConfigError && problems.length > 0
      ? new UsageError([...problems, error.message], { cause: error })
      : error;
  }
}

// npm keeps options to itself that do not stand behind a lone `--`, and passes only their values on.
function hintFor({ from, to }: SelectionOptions, env: CommandContext["env"]): string {
  const isKept = from === undefined && to === undefined && env["npm_config_from"] !== undefined;
  return `${isKept ? "npm kept the options for itself, for the lone -- is missing" : "for example"}: npm run backfill -- --from 2025-01 --to 2025-06`;
}

/** Both commas and repeated options separate; each part once. */
export function splitList(text: string, before: readonly string[] = []): readonly string[] {
  const parts = text.split(",").map((part) => part.trim());
  return [...new Set([...before, ...parts.filter((part) => part !== "")])];
}
