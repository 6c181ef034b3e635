import { createHash } from "node:crypto";
import type { Account } from "../../domain/account.ts";
import { billMonthAt } from "../../domain/bill-month.ts";
import type { Clock } from "../../domain/clock.ts";
import type { Credential } from "../../domain/credential.ts";
import { JsonNumber } from "../../domain/json-number.ts";
import { type JsonObject, writeJson } from "../../domain/json.ts";
import type { Logger } from "../../domain/logger.ts";
import { SliceError } from "../../domain/slice-error.ts";
import type { Slice } from "../../domain/slice.ts";
import type { SlotBook } from "../../domain/slot-book.ts";
import type { Lane, Page, Probe, Source, SourceMeter, StagedPage } from "../../domain/source.ts";
import { laneName, type RequestInput, type Stream } from "../../domain/stream.ts";
import type { AccountCredentials } from "./account-credentials.ts";
import { decodePage } from "./decode-page.ts";
import { callsInFlight, LaneQueue } from "./lane-queue.ts";
import { nameDrift } from "./name-drift.ts";
import { pageFactsOf } from "./page-facts.ts";
import { type PageMark, readPageMark, writePageMark } from "./page-mark.ts";
import { readPages } from "./read-pages.ts";
import { RefusedMembers } from "./refused-members.ts";
import type { Call, TencentClient } from "./tencent-client.ts";

export type TencentSourceOptions = {
  readonly accounts: readonly Account[];
  readonly streams: readonly Stream[];
  readonly client: TencentClient;
  /** The client's. */
  readonly credentials: AccountCredentials;
  readonly slots: SlotBook;
  readonly clock: Clock;
  readonly logger: Logger;
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
  /** By SecretId: lanes are asked for at every page. */
  readonly #hashes = new Map<string, string>();

  constructor(options: TencentSourceOptions) {
    this.#options = options;
    this.streams = options.streams;
  }

  laneOf(account: string, stream: Stream): Lane {
    const callsPerSecond = this.#options.callsPerSecond(stream);
    return {
      key: this.#laneKey(this.#options.credentials.of(account), stream),
      name: laneName(stream),
      callsPerSecond,
      slicesAtOnce: callsInFlight(callsPerSecond),
    };
  }

  requestInput(slice: Slice, customerUins: readonly string[]): RequestInput {
    const { tagKeys } = this.#account(slice.account);
    return { uin: slice.uin, month: slice.month, tagKeys, customerUins };
  }

  async *extract(
    slice: Slice,
    input: RequestInput,
    signal: AbortSignal,
    staged: readonly StagedPage[] = [],
  ): AsyncGenerator<Page> {
    const { stream } = slice;
    const members = this.#refusedMembers(slice);
    for (const [request, params] of stream.requests(input).entries()) {
      const marks = marksOf(staged, request);
      for await (const { answer, ...page } of this.#answers(
        slice,
        { params, marks, members },
        signal,
      )) {
        yield { request, ...page, rows: decodePage(slice, answer) };
      }
    }
  }

  async peek(slice: Slice, input: RequestInput, signal: AbortSignal): Promise<string | undefined> {
    const { stream } = slice;
    const [params, ...more] = stream.requests(input);
    if (stream.paging === undefined || params === undefined || more.length > 0) {
      return undefined;
    }
    const account = this.#account(slice.account);
    const { size } = stream.paging;
    const page = firstPage(stream, params, size);
    const answer = await this.#options.client.call(this.#call(account, stream, page, signal));
    return writePageMark({ ...pageFactsOf(stream.paging, answer, 1), size });
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
    { stream, month, account: name }: Slice,
    { params, marks, members }: Asked,
    signal: AbortSignal,
  ): AsyncGenerator<MarkedAnswer> {
    const account = this.#account(name);
    const call = async (page: JsonObject, abandoned?: AbortSignal): Promise<JsonObject> =>
      await this.#options.client.call({
        ...this.#call(account, stream, page, signal),
        ...(abandoned === undefined ? {} : { abandoned }),
      });
    if (stream.paging === undefined) {
      let number = 0;
      for await (const answer of members.answers(params, call)) {
        number += 1;
        yield { number, answer };
      }
      return;
    }
    const pages = readPages({
      params,
      paging: stream.paging,
      mayGrow: month === undefined || month === billMonthAt(this.#options.clock.now()),
      window: Math.min(PAGES_AHEAD_MAX, callsInFlight(this.#options.callsPerSecond(stream))),
      call,
      staged: marks,
    });
    try {
      for await (const { answer, mark } of pages) {
        const { number, size, total } = mark;
        // Behind a page of another size the numbers of the walk and of the source have parted.
        const canGoOn = size === stream.paging.size;
        yield {
          number,
          answer,
          ...(canGoOn ? { mark: writePageMark(mark) } : {}),
          ...(total === undefined ? {} : { promised: total }),
        };
      }
    } catch (error) {
      throw nameDrift(error, stream);
    }
  }

  #refusedMembers({ account, stream }: Slice): RefusedMembers {
    const { logger } = this.#options;
    return new RefusedMembers({
      field: stream.splitOnRefusal,
      onRefused: (member, error) => {
        const { name, action } = stream;
        const words = { account, stream: name, action, member: writeJson(member), error };
        logger.warn("the API refuses one of a list; the others are loaded", words);
      },
    });
  }

  #call(account: Account, stream: Stream, params: JsonObject, signal: AbortSignal): Call {
    const laneFor = (credential: Credential): LaneQueue => this.#lane(credential, stream);
    return { account, stream, params, laneFor, signal };
  }

  #lane(credential: Credential, stream: Stream): LaneQueue {
    const key = this.#laneKey(credential, stream);
    const known = this.#lanes.get(key);
    if (known !== undefined) {
      return known;
    }
    const { slots, clock, callsPerSecond } = this.#options;
    const lane = new LaneQueue({ key, callsPerSecond: callsPerSecond(stream), slots, clock });
    this.#lanes.set(key, lane);
    return lane;
  }

  /**
   * A lane's name in the slot book. The SecretId is hashed: the limit belongs to the key, but a key's
   * id has no business in a table that BI users may read.
   */
  #laneKey({ secretId }: Credential, stream: Stream): string {
    const hash = this.#hashes.get(secretId) ?? hashOf(secretId);
    this.#hashes.set(secretId, hash);
    return `${hash}/${laneName(stream)}`;
  }

  #account(name: string): Account {
    const account = this.#options.accounts.find((candidate) => candidate.name === name);
    if (account === undefined) {
      throw new Error(`no account ${name} is configured`);
    }
    return account;
  }
}

/** One request of an extraction. */
type Asked = {
  readonly params: JsonObject;
  readonly marks: readonly PageMark[];
  readonly members: RefusedMembers;
};

type MarkedAnswer = {
  readonly number: number;
  readonly answer: JsonObject;
  readonly mark?: string;
  readonly promised?: number;
};

/** The marks of one request's staged pages, which are numbered from 1 without a gap. */
function marksOf(staged: readonly StagedPage[], request: number): readonly PageMark[] {
  return staged
    .filter((page) => page.request === request)
    .map((page, index) => {
      const mark = readPageMark(page.number, page.mark);
      if (mark?.number !== index + 1) {
        throw new SliceError(
          "inconsistent",
          `nothing can go on behind staged page ${page.number}`,
          {
            code: "StagedPages",
            hint: "another version of Billhouse staged it; the bill is read again from page 1",
          },
        );
      }
      return mark;
    });
}

function hashOf(secretId: string): string {
  return createHash("sha256").update(secretId).digest("hex").slice(0, 16);
}

function firstPage({ paging }: Stream, params: JsonObject, size = 1): JsonObject {
  return paging === undefined
    ? params
    : {
        ...params,
        [paging.pageField]: new JsonNumber("1"),
        [paging.sizeField]: new JsonNumber(String(size)),
      };
}
