import type { Account } from "../domain/account.ts";
import type { BillKey } from "../domain/reconciliation.ts";
import type { Stream } from "../domain/stream.ts";

export type StreamsOfBillInput = {
  readonly accounts: readonly Account[];
  readonly streams: readonly Stream[];
  /** The configured choice of streams; all where undefined. */
  readonly chosen: readonly string[] | undefined;
};

/**
 * The names of the streams by which a bill should be there, as configured: an account's own by those
 * of its own UIN, any other by those of customers. None for an account that is not configured. Pure.
 */
export function streamsOfBill(
  { account: name, uin, billMonth }: BillKey,
  { accounts, streams, chosen }: StreamsOfBillInput,
): readonly string[] {
  const account = accounts.find((candidate) => candidate.name === name);
  if (account === undefined) {
    return [];
  }
  const slicing = uin === account.uin ? "own-month" : "customer-month";
  const input = {
    uin,
    month: billMonth.slice(0, 7),
    tagKeys: account.tagKeys,
    customerUins: [],
  };
  return streams
    .filter(
      (stream) =>
        stream.slicing === slicing &&
        account.roles.includes(stream.role) &&
        (chosen?.includes(stream.name) ?? true) &&
        stream.requests(input).length > 0,
    )
    .map((stream) => stream.name);
}
