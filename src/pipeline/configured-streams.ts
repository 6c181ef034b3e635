import type { Stream } from "../domain/stream.ts";
import type { Customer, ExpectedStream } from "../domain/warehouse.ts";
import { type PlanSettings, wantedStreams } from "./plan-run.ts";
import { boundCustomers } from "./plan-slices.ts";

/**
 * The streams that every account is to be loaded with, by its roles, the configured choice of streams,
 * and whether there is anything to ask. What a single run was asked for makes no difference. Pure.
 */
export function configuredStreams(
  { accounts, streams: chosen }: Pick<PlanSettings, "accounts" | "streams">,
  streams: readonly Stream[],
  customers: readonly Customer[],
): readonly ExpectedStream[] {
  const wanted = wantedStreams(streams, chosen);
  return accounts.flatMap(({ name, roles, uin, tagKeys }) => {
    const customerUins = boundCustomers(customers, name);
    const input = { uin: uin ?? "0", month: "2000-01", tagKeys, customerUins };
    return wanted
      .filter((stream) => roles.includes(stream.role) && stream.requests(input).length > 0)
      .map((stream) => ({ account: name, stream: stream.name }));
  });
}
