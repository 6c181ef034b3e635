import { randomBytes } from "node:crypto";
import { type Command, Option } from "commander";
import { GrantFailure } from "../../app/grant-failure.ts";
import { GrantUsageError } from "../../app/grant-usage-error.ts";
import type { GrantRequest } from "../../app/plan-grant.ts";
import { readLoginPassword } from "../../app/read-login-password.ts";
import { runGrant } from "../../app/run-grant.ts";
import type { ExitCode } from "../../domain/run.ts";
import type { CommandContext, RunCommand } from "../command-context.ts";
import { databaseToRead } from "../database-to-read.ts";
import { splitList } from "../read-selection.ts";
import { refusalText, renderGrant } from "../render-grant.ts";
import { valueProblems } from "../selection.ts";
import { UsageError } from "../usage-error.ts";

type GrantOptions = {
  readonly reader?: string;
  readonly loader?: string;
  readonly owner?: string;
  readonly customerLogin?: string;
  readonly customer?: readonly string[];
  readonly revoke?: string;
  readonly sql?: true;
  readonly prefix?: string;
  readonly demo?: true;
};

const AFTER_HELP = `
Without options it makes these roles, or renews what they may do; it may be repeated at any time.
  billhouse_owner   owns the schemas and migrates
  billhouse_loader  writes bills and bookkeeping: enough for sync, backfill, start and close
  bi_reader         reads the schemas billing_mart and focus, nothing else
  billing_customer  reads the schema billing_own: the same views, each login its own customers' rows
Nobody logs in as one of them: make logins that belong to them. All there is comes to belong to
billhouse_owner. What others were granted on it by name stays, what everybody (PUBLIC) was ends; in
this database everybody loses CREATE, TEMPORARY and, where a superuser runs it, advisory locks and
large objects, too: who needs those is granted them by name.

A customer's login sees amounts as they are loaded: where the partner's lines are, they are what the
PARTNER is charged for the customer, which is not what the partner charges the customer. It sees no
row of others, and no condition of its own is tried on one. But as every login it can look up names
of logins and tables, and EXPLAIN ANALYZE counts the rows that are read below, those of all customers
together among them. Whose rows it sees depends on who logged in: behind a pool with one login all
see the same.

A new login's password is shown once, or taken from BILLING_LOGIN_PASSWORD (or _FILE). The server is
sent its SCRAM-SHA-256 verifier only, and so is --sql; one that would be generated is not in there.
Logins that read are set read-only, to UTC+8, to 60 s a statement and to 10 connections. A session may
change the first three, but not what the grants let it read and write.

Where the role of DATABASE_URL may not do it, nothing is done: what it lacks is told, and what
somebody who may has to run is printed.

Exit codes: 0 done, 2 the role may not, or wrong options: nothing was changed, 8 no database.

Examples:
  npm run grant
  npm run grant -- --reader grafana
  npm run grant -- --customer-login acme --customer 200000000001,200000000002
  npm run -s grant -- --sql > grants.sql`;

const OF_OTHER_LOGINS = ["loader", "owner", "customerLogin", "revoke"];

/** An option that is about one login; `others` are about another. */
const loginOption = (flags: string, meaning: string, ...others: string[]): Option =>
  new Option(flags, meaning).conflicts(others);

/** `grant`: roles, what they may do, and logins that belong to them. */
export function addGrantCommand(program: Command, run: RunCommand): void {
  program
    .command("grant")
    .description("make the roles that load and read, and logins that belong to them")
    .addOption(
      loginOption("--reader <name>", "make a login that reads marts and FOCUS", ...OF_OTHER_LOGINS),
    )
    .addOption(
      loginOption("--loader <name>", "make a login that loads", ...OF_OTHER_LOGINS.slice(1)),
    )
    .addOption(
      loginOption("--owner <name>", "make a login that migrates", ...OF_OTHER_LOGINS.slice(2)),
    )
    .addOption(
      loginOption(
        "--customer-login <name>",
        "make a login that sees some customers only",
        "revoke",
      ),
    )
    .option("--customer <UINs>", "the customers it sees, and no others, comma-separated", splitList)
    .option("--revoke <name>", "take from a login what it was given here; it is not dropped")
    .option("--sql", "print what would be run, and run nothing")
    .option(
      "--prefix <text>",
      "begin the roles' names with it: two databases on one server share them",
    )
    .option("--demo", "in the demo's database")
    .addHelpText("after", AFTER_HELP)
    .action(async (options: GrantOptions) => {
      await run(async (context) => await performGrant(options, context));
    });
}

async function performGrant(options: GrantOptions, context: CommandContext): Promise<ExitCode> {
  const { terminal, env } = context;
  assertMeant(options, context);
  const request = requestOf(options, readLoginPassword(env));
  const database = await databaseToRead(options.demo === true, context);
  const isDryRun = options.sql === true;
  try {
    const outcome = await runGrant({
      ...database,
      request,
      prefix: options.prefix,
      isDryRun,
      randomBytes,
    });
    terminal.out(isDryRun ? outcome.script : renderGrant(outcome));
    return 0;
  } catch (error) {
    if (error instanceof GrantUsageError) {
      throw new UsageError(error.problems, { hint: "nothing was changed" });
    }
    if (error instanceof GrantFailure) {
      terminal.err(refusalText(error));
      terminal.out(error.outcome.script);
      return 2;
    }
    throw error;
  }
}

const EXAMPLE = "npm run grant -- --customer-login acme --customer 200000000001";

function assertMeant(options: GrantOptions, { clock }: CommandContext): void {
  const { customerLogin, customer = [], prefix = "" } = options;
  const problems = [
    ...valueProblems({ customer }, { now: clock.now(), needsMonths: false }),
    ...(customerLogin !== undefined && customer.length === 0
      ? ["--customer is missing: give one UIN or more"]
      : []),
    ...(customerLogin === undefined && options.customer !== undefined
      ? ["--customer goes with --customer-login: whose login is it?"]
      : []),
    ...(/^([a-z_][a-z0-9_]*)?$/.test(prefix) && prefix.length <= 40 && !prefix.startsWith("pg_")
      ? []
      : [`--prefix ${prefix}: up to 40 of a-z, 0-9 and _, not beginning with a digit or pg_`]),
  ];
  if (problems.length > 0) {
    throw new UsageError(problems, { hint: `for example: ${EXAMPLE}` });
  }
}

function requestOf(options: GrantOptions, password: string | undefined): GrantRequest {
  const { reader, loader, owner, customerLogin, customer = [], revoke } = options;
  if (revoke !== undefined) {
    return { kind: "revoke", name: revoke };
  }
  if (customerLogin !== undefined) {
    const login = { name: customerLogin, kind: "customer", customers: customer, password } as const;
    return { kind: "login", login };
  }
  const named = Object.entries({ reader, loader, owner } as const);
  for (const [kind, name] of named) {
    if (name !== undefined && (kind === "reader" || kind === "loader" || kind === "owner")) {
      return { kind: "login", login: { name, kind, password } };
    }
  }
  return { kind: "roles" };
}
