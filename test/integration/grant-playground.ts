import { Client, escapeIdentifier } from "pg";
import { inject } from "vitest";
import { type FreshDatabase, freshDatabase } from "../support/fresh-database.ts";
import type { TextRow } from "../support/read-table.ts";
import { type CommandOptions, type CommandResult, runCommand } from "./run-command.ts";

/** A database whose roles have names of its own: roles belong to the whole server. */
export type GrantDatabase = AsyncDisposable & {
  readonly database: FreshDatabase;
  readonly prefix: string;
  /** `npm run grant` with these options, by the role of `url`; by the superuser where absent. */
  readonly grant: (
    argv: readonly string[],
    options?: { readonly url?: string; readonly env?: CommandOptions["env"] },
  ) => Promise<CommandResult>;
  /** The name that a login of the test has on the server. */
  readonly nameOf: (login: string) => string;
  /** Makes a login by `flag`, such as --reader, and gives its URL. */
  readonly makeLogin: (
    flag: string,
    login: string,
    ...more: readonly string[]
  ) => Promise<{ readonly url: string }>;
};

/** A database, with the latest schema or nothing in it, and no role yet; disposal drops its roles too. */
export async function openGrantDatabase(
  state: "migrated" | "empty" = "migrated",
): Promise<GrantDatabase> {
  const database = await freshDatabase(state);
  const prefix = `${database.name}_`;
  const nameOf = (login: string): string => `${prefix}${login}`;
  const grant: GrantDatabase["grant"] = async (argv, { url = database.url, env = {} } = {}) =>
    await runCommand(["grant", "--prefix", prefix, ...argv], {
      env: { DATABASE_URL: url, ...env },
    });
  return {
    database,
    prefix,
    grant,
    nameOf,
    makeLogin: async (flag, login, ...more) => {
      const { exitCode, out, err } = await grant([flag, nameOf(login), ...more]);
      const url = /postgres(ql)?:\S+/.exec(out)?.[0];
      if (exitCode !== 0 || url === undefined) {
        throw new Error(`no login ${login}: ${err}${out}`);
      }
      return { url };
    },
    [Symbol.asyncDispose]: async () => {
      await database[Symbol.asyncDispose]();
      await dropRoles(prefix);
    },
  };
}

async function dropRoles(prefix: string): Promise<void> {
  await asLogin({ url: inject("postgres").adminUrl }, async (client) => {
    const { rows } = await client.query<{ rolname: string }>(
      "select rolname from pg_roles where starts_with(rolname, $1)",
      [prefix],
    );
    // In one statement, for a role that let another one belong to a third cannot go before them.
    const names = rows.map(({ rolname }) => escapeIdentifier(rolname));
    if (names.length > 0) {
      await client.query(`drop role ${names.join(", ")}`);
    }
  });
}

/** Connects as a login for `work`, with nothing but what the server gives it. */
export async function asLogin<T>(
  { url }: { readonly url: string },
  work: (client: Client) => Promise<T>,
): Promise<T> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}

const AS_TEXT = { getTypeParser: () => (value: string) => value };

/** What one statement gives a login, every value as the text PostgreSQL wrote. */
export async function readAs(
  login: { readonly url: string },
  text: string,
): Promise<readonly TextRow[]> {
  return await asLogin(login, async (client) => {
    // Compiling the plans of wide views takes longer than running them on so few rows.
    await client.query("set jit = off");
    const { rows } = await client.query<TextRow>({ text, types: AS_TEXT });
    return rows;
  });
}

/**
 * What the server says to each statement of a login that has switched off all that is only comfort;
 * `done` where it does it.
 */
export async function answersTo(
  login: { readonly url: string },
  statements: readonly string[],
): Promise<readonly string[]> {
  return await asLogin(login, async (client) => {
    await client.query("set default_transaction_read_only = off; set statement_timeout = 0");
    const answers: string[] = [];
    for (const statement of statements) {
      await client.query("begin");
      answers.push(
        await client.query(statement).then(
          () => `${statement}: done`,
          (error: unknown) => (error instanceof Error ? error.message : String(error)),
        ),
      );
      await client.query("rollback");
    }
    return answers;
  });
}
