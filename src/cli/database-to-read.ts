import { DEMO_DATABASE, embeddedDatabaseUrl, resolveDatabaseUrl } from "../app/database-url.ts";
import type { CommandContext } from "./command-context.ts";

/** Which database a command that only reads looks at. */
export type DatabaseToRead = {
  readonly databaseUrl: string;
  /** What to do where it has no schema yet. */
  readonly schemaHint: string;
};

/** The configured database, or with `isDemo` the demo's, for which no configuration is read. */
export async function databaseToRead(
  isDemo: boolean,
  { env, configuration }: Pick<CommandContext, "env" | "configuration">,
): Promise<DatabaseToRead> {
  if (isDemo) {
    return {
      databaseUrl: await embeddedDatabaseUrl(DEMO_DATABASE, env),
      schemaHint: "npm run demo fills the demo's database",
    };
  }
  const { config } = await configuration();
  return {
    databaseUrl: await resolveDatabaseUrl(config.database, env),
    schemaHint:
      "npm run sync makes the schema and loads your bills; npm run migrate makes the schema only",
  };
}
