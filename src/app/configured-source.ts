import type { SourceOptions } from "./open-source.ts";
import type { Configuration } from "./read-configuration.ts";

/** What a configuration says about the source. */
export function configuredSource({
  config: { accounts, rateLimits, tencentOrigin },
  streams,
  credentials,
}: Configuration): Pick<
  SourceOptions,
  "accounts" | "credentials" | "streams" | "rateLimits" | "tencentOrigin"
> {
  return { accounts, credentials, streams, rateLimits, tencentOrigin };
}
