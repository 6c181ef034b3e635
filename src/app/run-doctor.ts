import { ConfigError } from "../config/config-error.ts";
import { requireAccounts } from "../config/require-accounts.ts";
import type { Clock } from "../domain/clock.ts";
import { BillhouseError } from "../domain/errors.ts";
import type { Logger } from "../domain/logger.ts";
import type { SlotBook } from "../domain/slot-book.ts";
import type { Database } from "../warehouse/postgres/open-database.ts";
import { PostgresSlotBook } from "../warehouse/postgres/postgres-slot-book.ts";
import { checkCredentials } from "./check-credentials.ts";
import { checkDatabase } from "./check-database.ts";
import { checkFields } from "./check-fields.ts";
import { commandExitCode } from "./command-exit-code.ts";
import { configuredSource } from "./configured-source.ts";
import { type Environment, resolveDatabaseUrl } from "./database-url.ts";
import { type DoctorReport, type Finding, reportOf } from "./doctor-report.ts";
import { MemorySlotBook } from "./memory-slot-book.ts";
import { openSource } from "./open-source.ts";
import type { Configuration } from "./read-configuration.ts";
import { withDatabase } from "./with-database.ts";

export type DoctorOptions = {
  /** Rejects with a `ConfigError` that names every problem. */
  readonly configuration: () => Promise<Configuration>;
  readonly env: Environment;
  readonly clock: Clock;
  readonly random: () => number;
  readonly fetch: typeof fetch;
  readonly logger: Logger;
  readonly signal: AbortSignal;
};

/** The vendor refuses calls beyond 300 s; a clock that is off by this much is on its way there. */
const SKEW_NOTED_MS = 60_000;

/**
 * Looks at everything that a run needs: configuration, database, clock, and with one harmless call
 * each what every credential can read. Writes no bills. Throws only where the signal aborts.
 */
export async function runDoctor(options: DoctorOptions): Promise<DoctorReport> {
  let configuration: Configuration;
  try {
    configuration = await options.configuration();
  } catch (error) {
    return reportOf(configurationTrouble(error));
  }
  const findings = configurationFindings(configuration);
  try {
    const url = await resolveDatabaseUrl(configuration.config.database, options.env);
    return await withDatabase(url, async (database) => {
      const { findings: found, hasSchema } = await checkDatabase(database);
      const isSound = hasSchema && found.every(({ verdict }) => verdict !== "wrong");
      const fields = isSound ? await checkFields(database) : [];
      const api = await checkApi(configuration, options, hasSchema ? database : undefined);
      return reportOf([...findings, ...found, ...fields, ...api]);
    });
  } catch (error) {
    options.signal.throwIfAborted();
    const api = await checkApi(configuration, options, undefined);
    return reportOf([...findings, databaseTrouble(error), ...api]);
  }
}

function configurationTrouble(error: unknown): readonly Finding[] {
  if (!(error instanceof ConfigError)) {
    throw error;
  }
  return error.problems.map(({ variable, rule, value, hint }) => ({
    area: "configuration",
    subject: variable,
    verdict: "wrong",
    message: value === undefined ? rule : `${rule}; it is ${JSON.stringify(value)}`,
    exitCode: 2,
    ...(hint === undefined ? {} : { hint }),
  }));
}

function configurationFindings({ config }: Configuration): readonly Finding[] {
  const found: Finding[] = [];
  try {
    const accounts = requireAccounts(config);
    const said = accounts.map(({ name, roles }) => `${name} (${roles.join(", ")})`).join(", ");
    found.push(okFinding("accounts", said));
  } catch (error) {
    found.push(...configurationTrouble(error));
  }
  if (config.tencentOrigin !== undefined) {
    const message = `every call goes to ${config.tencentOrigin} instead of Tencent Cloud`;
    found.push({ ...okFinding("BILLING_TENCENT_ORIGIN", message), verdict: "note" });
  }
  return found;
}

function okFinding(subject: string, message: string): Finding {
  return { area: "configuration", subject, verdict: "ok", message, exitCode: 0 };
}

function databaseTrouble(error: unknown): Finding {
  const exitCode = commandExitCode(error);
  const { message } = error instanceof Error ? error : new Error(String(error));
  const hint: unknown = error instanceof Error ? Reflect.get(error, "hint") : undefined;
  const code = error instanceof BillhouseError ? error.code : undefined;
  return {
    area: "database",
    subject: "server",
    verdict: exitCode === 8 ? "unreachable" : "wrong",
    message,
    exitCode,
    ...(typeof hint === "string" ? { hint } : {}),
    ...(code === undefined ? {} : { code }),
  };
}

async function checkApi(
  configuration: Configuration,
  options: DoctorOptions,
  database: Database | undefined,
): Promise<readonly Finding[]> {
  const { accounts, streams: chosenStreams } = configuration.config;
  const { clock, random, logger, signal } = options;
  const slots = openSlots(clock, database);
  try {
    const source = openSource(
      { ...configuredSource(configuration), clock, random, fetch: options.fetch, logger },
      slots.book,
    );
    const check = await checkCredentials({ accounts, source, chosenStreams, clock, signal });
    return [...clockFindings(check.clockSkewsMs), ...check.findings];
  } finally {
    await slots[Symbol.asyncDispose]();
  }
}

// With a database the calls count against the same limits as those of a run that is under way.
function openSlots(
  clock: Clock,
  database: Database | undefined,
): AsyncDisposable & { readonly book: SlotBook } {
  if (database === undefined) {
    return { book: new MemorySlotBook(clock), [Symbol.asyncDispose]: async () => undefined };
  }
  const book = new PostgresSlotBook(database, () => undefined);
  return { book, [Symbol.asyncDispose]: async () => await book[Symbol.asyncDispose]() };
}

function clockFindings(skewsMs: readonly number[]): readonly Finding[] {
  const [first] = skewsMs;
  if (first === undefined) {
    return [];
  }
  // The header has whole seconds and is as old as the answer: the smallest reading is the best one.
  const skewMs = skewsMs.reduce(
    (best, one) => (Math.abs(one) < Math.abs(best) ? one : best),
    first,
  );
  const seconds = Math.round(Math.abs(skewMs) / 1000);
  const isNoted = Math.abs(skewMs) > SKEW_NOTED_MS;
  return [
    {
      area: "clock",
      subject: "this machine",
      verdict: isNoted ? "note" : "ok",
      message:
        seconds <= 1
          ? "agrees with the API's"
          : `${seconds} s ${skewMs > 0 ? "behind" : "ahead of"} the API's`,
      exitCode: 0,
      ...(isNoted ? { hint: "set the clock (NTP): from 300 s on every call is refused" } : {}),
    },
  ];
}
