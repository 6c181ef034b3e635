import { readFileSync } from "node:fs";
import type { Config } from "../config/config.ts";
import { readConfig } from "../config/read-config.ts";
import type { Stream } from "../domain/stream.ts";
import { isCronExpression } from "../scheduler/is-cron-expression.ts";
import { readStreams } from "../source/tencent/read-streams.ts";

/** The configuration, and the streams that it was checked against: all there are. */
export type Configuration = { readonly config: Config; readonly streams: readonly Stream[] };

/** Reads and checks everything that `env` configures. Rejects with a `ConfigError` that names every problem. */
export async function readConfiguration(
  env: Readonly<Record<string, string | undefined>>,
): Promise<Configuration> {
  const streams = await readStreams();
  const config = readConfig(env, {
    streams,
    lanes: streams.map(({ service, action, callsPerSecond }) => ({
      service: service.name,
      action,
      callsPerSecond,
    })),
    readFile: (path) => readFileSync(path, "utf8"),
    isCron: isCronExpression,
  });
  return { config, streams };
}
