import type { TestProject } from "vitest/node";
import { openTestServer } from "./open-test-server.ts";
import { ensureTemplate } from "./template-database.ts";
import { joinTestRuns, type TestRun } from "./test-run.ts";
import type { TestServer } from "./test-server.ts";

declare module "vitest" {
  interface ProvidedContext {
    /** Where `freshDatabase` makes databases, and from what. */
    readonly postgres: {
      readonly adminUrl: string;
      readonly template: string;
      readonly databasePrefix: string;
    };
  }
}

type Shared = { readonly server: TestServer; readonly run: TestRun; readonly template: string };

const JOIN_ATTEMPTS_MAX = 5;

// Two projects of one vitest run need one server: the first set-up opens it, the last closes it.
const SHARED = Symbol.for("billhouse.tests.postgres");
const registry = globalThis as {
  [SHARED]?: { opening: Promise<Shared>; users: number } | undefined;
};

/** Gives the tests of a project their PostgreSQL; the returned function takes it back. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const shared = (registry[SHARED] ??= { opening: open(), users: 0 });
  shared.users += 1;
  const { server, run, template } = await shared.opening;
  const { databasePrefix } = run;
  project.provide("postgres", { adminUrl: server.adminUrl, template, databasePrefix });
  return async () => {
    shared.users -= 1;
    if (shared.users === 0) {
      registry[SHARED] = undefined;
      await close({ server, run });
    }
  };
}

async function open(): Promise<Shared> {
  for (let attempt = 1; ; attempt += 1) {
    const server = await openTestServer();
    try {
      const run = await joinTestRuns(server.adminUrl);
      const template = await ensureTemplate(run.admin, server.adminUrl);
      console.log(`PostgreSQL for the tests: ${server.origin}`);
      return { server, run, template };
    } catch (error) {
      // Another run that was the last one may have been stopping the server when we joined it.
      if (attempt === JOIN_ATTEMPTS_MAX) {
        throw error;
      }
    }
  }
}

async function close({ server, run }: Pick<Shared, "server" | "run">): Promise<void> {
  const isLastUser = await run.leave();
  await server.stop(isLastUser);
  await run.admin.end().catch(() => undefined);
}
