import type { Account } from "../../src/domain/account.ts";
import type { Clock } from "../../src/domain/clock.ts";
import { BillhouseError } from "../../src/domain/errors.ts";
import type { Slice } from "../../src/domain/slice.ts";
import type { Slot, SlotBook } from "../../src/domain/slot-book.ts";
import type { Page, Source } from "../../src/domain/source.ts";
import type { Stream } from "../../src/domain/stream.ts";
import { type Table, valueColumns } from "../../src/domain/table.ts";
import { SIMULATED_CREDENTIALS } from "../../src/simulator/simulated-credentials.ts";
import { AccountCredentials } from "../../src/source/tencent/account-credentials.ts";
import { TencentClient } from "../../src/source/tencent/tencent-client.ts";
import { TencentSource } from "../../src/source/tencent/tencent-source.ts";
import type { TransportLimits } from "../../src/source/tencent/transport.ts";
import { type LogLine, memoryLogger } from "../unit/scheduler/memory-logger.ts";

/** The simulator's accounts as a configuration would name them. */
export const ACCOUNTS = {
  partner: { name: "partner", ...SIMULATED_CREDENTIALS.partner, tagKeys: [] },
  customer: { name: "customer", ...SIMULATED_CREDENTIALS.customer, tagKeys: ["team", "环境"] },
  payer: { name: "payer", ...SIMULATED_CREDENTIALS.payer, tagKeys: [] },
  temporary: { name: "temporary", ...SIMULATED_CREDENTIALS.temporary, tagKeys: [] },
} as const satisfies Readonly<Record<string, Account>>;

/** A clock whose sleeps are over at once and are kept; what it shows moves on by them. */
export class ImpatientClock implements Clock {
  readonly slept: number[] = [];
  #now: number;

  constructor(now: number) {
    this.#now = now;
  }

  now(): number {
    return this.#now;
  }

  monotonic(): number {
    return performance.now();
  }

  async sleep(delayMs: number, signal?: AbortSignal): Promise<void> {
    signal?.throwIfAborted();
    this.slept.push(delayMs);
    this.#now += delayMs;
    await Promise.resolve();
  }
}

/** Gives every call its slot at once, and remembers the lanes of the slots and which were slowed down. */
export class OpenSlots implements SlotBook {
  readonly penalised: string[] = [];
  readonly lanes: string[] = [];
  #reserved = 0;

  reserve(lane: string): Promise<Slot> {
    this.lanes.push(lane);
    this.#reserved += 1;
    return Promise.resolve({ delayMs: 0, token: String(this.#reserved) });
  }

  postpone(): Promise<void> {
    return Promise.resolve();
  }

  penalise(lane: string): Promise<void> {
    this.penalised.push(lane);
    return Promise.resolve();
  }
}

/** One request as it was given to fetch. */
export type Sent = { readonly headers: Readonly<Record<string, string>> };

export type PlaygroundOptions = {
  readonly origin: string;
  readonly streams: readonly Stream[];
  readonly now: number;
  readonly accounts?: readonly Account[];
  /** Those of `accounts`, and newer ones; they never change where absent. */
  readonly credentials?: AccountCredentials;
  readonly limits?: TransportLimits;
  /** Told after each answer, before the source sees it. */
  readonly onAnswer?: () => void;
};

export type Playground = {
  readonly source: Source;
  readonly clock: ImpatientClock;
  readonly slots: OpenSlots;
  readonly sent: readonly Sent[];
  readonly logs: readonly LogLine[];
  /** Every page of a slice of `stream`; the account of its role unless told otherwise. */
  readonly extract: (stream: string, change?: ExtractChange) => Promise<readonly Page[]>;
};

export type ExtractChange = Partial<Pick<Slice, "account" | "uin" | "month">> & {
  readonly customerUins?: readonly string[];
  readonly signal?: AbortSignal;
};

/** A source over the wire: real signing, paging and fetch, with the ports in memory. */
export function openSource(options: PlaygroundOptions): Playground {
  const clock = new ImpatientClock(options.now);
  const slots = new OpenSlots();
  const { logger, lines } = memoryLogger();
  const sent: Sent[] = [];
  const accounts = options.accounts ?? Object.values(ACCOUNTS);
  const credentials = options.credentials ?? new AccountCredentials(accounts);
  const client = new TencentClient({
    clock,
    random: () => 0,
    logger,
    credentials,
    origin: options.origin,
    fetch: async (url, init) => {
      sent.push({ headers: { ...(init?.headers as Record<string, string>) } });
      const response = await fetch(url, init);
      options.onAnswer?.();
      return response;
    },
    ...(options.limits === undefined ? {} : { limits: options.limits }),
  });
  const source = new TencentSource({
    accounts,
    streams: options.streams,
    client,
    credentials,
    slots,
    clock,
    logger,
    callsPerSecond: () => 5,
  });
  const extract: Playground["extract"] = async (name, change = {}) => {
    const { customerUins = [], signal = new AbortController().signal, ...rest } = change;
    const stream = streamNamed(options.streams, name);
    const slice = { ...sliceOf(stream), ...rest };
    const input = source.requestInput(slice, customerUins);
    return await Array.fromAsync(source.extract(slice, input, signal));
  };
  return { source, clock, slots, sent, logs: lines, extract };
}

/** A table's rows in `pages`, as objects by column. */
export function rowsOf(
  table: Table,
  pages: readonly Page[],
  at = 0,
): readonly Readonly<Record<string, string | null>>[] {
  const names = valueColumns(table);
  return pages.flatMap(({ rows }) =>
    (rows[at] ?? []).map(({ values }) =>
      Object.fromEntries(names.map((name, index) => [name, values[index] ?? null])),
    ),
  );
}

/** How many rows of a stream's first table the pages have. */
export function rowCount(pages: readonly Page[]): number {
  return pages.reduce((sum, { rows }) => sum + (rows[0]?.length ?? 0), 0);
}

/** The error of ours that an extraction ended with; whatever else it ended with is thrown. */
export async function refusalOf(extraction: Promise<unknown>): Promise<BillhouseError> {
  const error = await extraction.then(
    () => new Error("it succeeded"),
    (reason: unknown) => reason,
  );
  if (error instanceof BillhouseError) {
    return error;
  }
  throw error;
}

export function streamNamed(streams: readonly Stream[], name: string): Stream {
  const stream = streams.find((candidate) => candidate.name === name);
  if (stream === undefined) {
    throw new Error(`no stream ${name}`);
  }
  return stream;
}

function sliceOf(stream: Stream): Slice {
  const { uin } = ACCOUNTS[stream.role];
  const uins = { account: "", "customer-month": "200000000001", "own-month": uin };
  return {
    account: stream.role,
    stream,
    uin: uins[stream.slicing],
    month: stream.slicing === "account" ? undefined : "2026-10",
  };
}
