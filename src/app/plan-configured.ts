import { AbortError } from "../domain/abort-error.ts";
import type { PlanKnowledge, RunRequest } from "../pipeline/plan-run.ts";
import { embeddedServerState } from "../warehouse/postgres/embedded/embedded-server.ts";
import { configuredSource } from "./configured-source.ts";
import { makePlan, type PlanOutcome } from "./make-plan.ts";
import { MemorySlotBook } from "./memory-slot-book.ts";
import type { Billhouse } from "./open-billhouse.ts";
import { openConfigured, type OpenConfiguredOptions } from "./open-configured.ts";
import { openSource } from "./open-source.ts";
import { PROJECT_DIR } from "./project-dir.ts";

export type PlanConfiguredOptions = OpenConfiguredOptions & {
  readonly request: RunRequest;
  readonly signal: AbortSignal;
};

/** A plan, and why it was made without the database where it was. */
export type ConfiguredPlan = PlanOutcome & { readonly withoutDatabase: string | undefined };

/**
 * What the request would call as configured. Works before there is a schema, by the customer lists
 * alone; rejects with an `AbortError` of reason `database` where the database should be there and
 * is not.
 */
export async function planConfigured(options: PlanConfiguredOptions): Promise<ConfiguredPlan> {
  if (await isEmbeddedMissing(options)) {
    return await planWithoutDatabase(options, "there is no database yet");
  }
  const house = await openConfigured(options);
  try {
    const knowledge = await readKnowledge(house);
    if (knowledge === undefined) {
      return await planWithoutDatabase(options, "the database has no schema yet");
    }
    const { request, signal } = options;
    const { source, settings } = house;
    const outcome = await makePlan({ request, settings, source, knowledge, signal });
    return { ...outcome, withoutDatabase: undefined };
  } finally {
    await house[Symbol.asyncDispose]();
  }
}

// Planning writes nothing: it must not be what makes the embedded server's data directory.
async function isEmbeddedMissing({ configuration, env }: OpenConfiguredOptions): Promise<boolean> {
  if (configuration.config.database.kind !== "embedded") {
    return false;
  }
  const { running, port } = await embeddedServerState({ projectDir: PROJECT_DIR, env });
  return !running && port === undefined;
}

async function readKnowledge({
  warehouse,
  source,
  clock,
}: Billhouse): Promise<PlanKnowledge | undefined> {
  try {
    const history = await warehouse.runs.syncHistory();
    return {
      streams: source.streams,
      now: clock.now(),
      customers: await warehouse.accounts.customers(),
      states: await warehouse.slices.states(),
      closed: await warehouse.months.closed(),
      reopened: await warehouse.months.reopened(),
      since: history.lastSucceededAt ?? history.firstStartedAt,
    };
  } catch (error) {
    if (error instanceof AbortError && error.reason === "schema") {
      return undefined;
    }
    throw error;
  }
}

async function planWithoutDatabase(
  { configuration, clock, logger, request, signal }: PlanConfiguredOptions,
  why: string,
): Promise<ConfiguredPlan> {
  const { config, streams } = configuration;
  const source = openSource(
    { ...configuredSource(configuration), clock, random: Math.random, fetch, logger },
    new MemorySlotBook(clock),
  );
  const outcome = await makePlan({
    request,
    settings: {
      accounts: config.accounts,
      openMonths: config.openMonths,
      streams: config.streams,
    },
    source,
    knowledge: {
      streams,
      now: clock.now(),
      customers: [],
      states: [],
      closed: [],
      reopened: [],
      since: undefined,
    },
    signal,
  });
  return { ...outcome, withoutDatabase: why };
}
