import { callsPerSecond, type RateLimits } from "../config/rate-limits.ts";
import type { Account } from "../domain/account.ts";
import type { Clock } from "../domain/clock.ts";
import type { Logger } from "../domain/logger.ts";
import type { SlotBook } from "../domain/slot-book.ts";
import type { Source } from "../domain/source.ts";
import type { Stream } from "../domain/stream.ts";
import { createScrubber } from "../logging/scrub.ts";
import { TencentClient } from "../source/tencent/tencent-client.ts";
import { TencentSource } from "../source/tencent/tencent-source.ts";

export type SourceOptions = {
  readonly accounts: readonly Account[];
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
  const client = new TencentClient({
    clock,
    random,
    logger,
    fetch: options.fetch,
    origin: options.tencentOrigin,
    scrub: createScrubber(
      accounts.flatMap(({ secretId, secretKey, token }) => [secretId, secretKey, token ?? ""]),
    ),
  });
  return new TencentSource({
    accounts,
    streams,
    client,
    slots,
    clock,
    callsPerSecond: ({ service, action, callsPerSecond: documented }) =>
      callsPerSecond(rateLimits, { service: service.name, action, callsPerSecond: documented }),
  });
}
