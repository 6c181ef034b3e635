import { callsPerSecond, type RateLimits } from "../config/rate-limits.ts";
import type { Account } from "../domain/account.ts";
import type { Clock } from "../domain/clock.ts";
import type { Logger } from "../domain/logger.ts";
import type { SlotBook } from "../domain/slot-book.ts";
import type { Source } from "../domain/source.ts";
import type { Stream } from "../domain/stream.ts";
import { createGrowingScrubber } from "../logging/growing-scrubber.ts";
import { AccountCredentials } from "../source/tencent/account-credentials.ts";
import { TencentClient } from "../source/tencent/tencent-client.ts";
import { TencentSource } from "../source/tencent/tencent-source.ts";

export type SourceOptions = {
  readonly accounts: readonly Account[];
  /** What the accounts' calls are signed with; what `accounts` say where absent. */
  readonly credentials?: AccountCredentials;
  readonly streams: readonly Stream[];
  readonly rateLimits: RateLimits;
  readonly tencentOrigin?: string | undefined;
  readonly clock: Clock;
  readonly random: () => number;
  readonly fetch: typeof fetch;
  readonly logger: Logger;
};

/** The bill API as it is configured; its calls leave in the slots of `slots`. Makes no call by itself. */
export function openSource(options: SourceOptions, slots: SlotBook): Source {
  const { accounts, streams, rateLimits, clock, random, logger } = options;
  const credentials = options.credentials ?? new AccountCredentials(accounts);
  const { scrub, add } = createGrowingScrubber([]);
  credentials.tellSecrets(add);
  const client = new TencentClient({
    clock,
    random,
    logger,
    fetch: options.fetch,
    origin: options.tencentOrigin,
    credentials,
    scrub,
  });
  return new TencentSource({
    accounts,
    streams,
    client,
    credentials,
    slots,
    clock,
    logger,
    callsPerSecond: ({ service, action, callsPerSecond: documented }) =>
      callsPerSecond(rateLimits, { service: service.name, action, callsPerSecond: documented }),
  });
}
