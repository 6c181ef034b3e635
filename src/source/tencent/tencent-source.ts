import { createHash } from "node:crypto";
import type { Account } from "../../domain/account.ts";
import { billMonthAt } from "../../domain/bill-month.ts";
import type { Clock } from "../../domain/clock.ts";
import { decodeRecords } from "../../domain/decode-records.ts";
import { JsonNumber } from "../../domain/json-number.ts";
import type { JsonObject } from "../../domain/json.ts";
import { NotReadyError } from "../../domain/not-ready-error.ts";
import type { Slice } from "../../domain/slice.ts";
import type { SlotBook } from "../../domain/slot-book.ts";
import type { Lane, Page, Probe, Source, SourceMeter } from "../../domain/source.ts";
import { laneName, type RequestInput, type Stream } from "../../domain/stream.ts";
import { callsInFlight, LaneQueue } from "./lane-queue.ts";
import { readPages } from "./read-pages.ts";
import type { Call, TencentClient } from "./tencent-client.ts";

export type TencentSourceOptions = {
  readonly accounts: readonly Account[];
  readonly streams: readonly Stream[];
  readonly client: TencentClient;
  readonly slots: SlotBook;
  readonly clock: Clock;
  /** The limit in force for a lane, given the documented one. */
  readonly callsPerSecond: (stream: Stream) => number;
};

// Pages held in memory for one slice; a page of 200 lines takes about half a megabyte decoded.
const PAGES_AHEAD_MAX = 16;

/** The Tencent Cloud bill API as a `Source`. */
export class TencentSource implements Source {
  readonly streams: readonly Stream[];
  readonly #options: TencentSourceOptions;
  readonly #lanes = new Map<string, LaneQueue>();

  constructor(options: TencentSourceOptions) {
    this.#options = options;
    this.streams = options.streams;
  }

  laneOf(account: string, stream: Stream): Lane {
    const callsPerSecond = this.#options.callsPerSecond(stream);
    return {
      key: laneKey(this.#account(account), stream),
      name: laneName(stream),
      callsPerSecond,
      slicesAtOnce: callsInFlight(callsPerSecond),
    };
  }

  requestInput(slice: Slice, customerUins: readonly string[]): RequestInput {
    const { tagKeys } = this.#account(slice.account);
    return { uin: slice.uin, month: slice.month, tagKeys, customerUins };
  }

  async *extract(slice: Slice, input: RequestInput, signal: AbortSignal): AsyncGenerator<Page> {
    const { stream } = slice;
    for (const [request, params] of stream.requests(input).entries()) {
      for await (const { number, answer } of this.#answers(slice, params, signal)) {
        checkReady(stream, answer);
        const rows = stream.tables.map((table) =>
          decodeRecords(table, answer, { uin: slice.uin, month: slice.month }),
        );
        yield { request, number, rows };
      }
    }
  }

  meter(): SourceMeter {
    return this.#options.client.meter;
  }

  async probe(
    accountName: string,
    stream: Stream,
    uin: string,
    signal: AbortSignal,
  ): Promise<Probe> {
    const account = this.#account(accountName);
    const base = { account: accountName, lane: laneName(stream) };
    const month = billMonthAt(this.#options.clock.now());
    const { tagKeys } = account;
    const [params] = stream.requests({ uin, month, tagKeys, customerUins: [uin] });
    if (params === undefined) {
      return { ...base, ok: true };
    }
    try {
      const { clockSkewMs } = await this.#options.client.attempt(
        this.#call(account, stream, firstPage(stream, params), signal),
      );
      return { ...base, ok: true, ...(clockSkewMs === undefined ? {} : { clockSkewMs }) };
    } catch (error) {
      return {
        ...base,
        ok: false,
        error: error instanceof Error ? error : new Error(String(error)),
      };
    }
  }

  async *#answers(
    slice: Slice,
    params: JsonObject,
    signal: AbortSignal,
  ): AsyncGenerator<{ readonly number: number; readonly answer: JsonObject }> {
    const { stream, month } = slice;
    const account = this.#account(slice.account);
    const call = async (page: JsonObject, pageSignal: AbortSignal): Promise<JsonObject> =>
      await this.#options.client.call(this.#call(account, stream, page, pageSignal));
    if (stream.paging === undefined) {
      yield { number: 1, answer: await call(params, signal) };
      return;
    }
    yield* readPages({
      params,
      paging: stream.paging,
      mayGrow: month === undefined || month === billMonthAt(this.#options.clock.now()),
      window: Math.min(PAGES_AHEAD_MAX, callsInFlight(this.#options.callsPerSecond(stream))),
      call,
      signal,
    });
  }

  #call(account: Account, stream: Stream, params: JsonObject, signal: AbortSignal): Call {
    return { account, stream, params, lane: this.#lane(account, stream), signal };
  }

  #lane(account: Account, stream: Stream): LaneQueue {
    const key = laneKey(account, stream);
    const known = this.#lanes.get(key);
    if (known !== undefined) {
      return known;
    }
    const { slots, clock, callsPerSecond } = this.#options;
    const lane = new LaneQueue({ key, callsPerSecond: callsPerSecond(stream), slots, clock });
    this.#lanes.set(key, lane);
    return lane;
  }

  #account(name: string): Account {
    const account = this.#options.accounts.find((candidate) => candidate.name === name);
    if (account === undefined) {
      throw new Error(`no account ${name} is configured`);
    }
    return account;
  }
}

/**
 * A lane's name in the slot book. The SecretId is hashed: the limit belongs to the key, but a key's
 * id has no business in a table that BI users may read.
 */
function laneKey(account: Account, stream: Stream): string {
  const key = createHash("sha256").update(account.secretId).digest("hex").slice(0, 16);
  return `${key}/${laneName(stream)}`;
}

function firstPage({ paging }: Stream, params: JsonObject): JsonObject {
  return paging === undefined
    ? params
    : {
        ...params,
        [paging.pageField]: new JsonNumber("1"),
        [paging.sizeField]: new JsonNumber("1"),
      };
}

function checkReady(stream: Stream, answer: JsonObject): void {
  const ready = stream.readyField === undefined ? undefined : answer[stream.readyField];
  if (ready === "0" || (ready instanceof JsonNumber && ready.source === "0")) {
    throw new NotReadyError(`${stream.action}: the bill is being prepared for the first time`, {
      code: "NotReady",
      hint: "Tencent Cloud asks to try again in 5 to 10 minutes; the next run does",
    });
  }
}
