import type { Slice } from "./slice.ts";
import type { RequestInput, Stream } from "./stream.ts";
import type { Row } from "./table.ts";

/** What one answer carries: rows for each of the stream's tables, in the order of `stream.tables`. */
export type Page = {
  /** Which of the slice's requests it answers, from 0. */
  readonly request: number;
  /** The page within that request, from 1. */
  readonly number: number;
  readonly rows: readonly (readonly Row[])[];
  /** What the source needs to go on after this page in a later extraction; absent where it cannot. */
  readonly mark?: string;
  /** How many records the source promised for the whole request, where it says. */
  readonly promised?: number;
};

/** A page that an earlier try of the slice read and staged. */
export type StagedPage = {
  readonly request: number;
  readonly number: number;
  /** Rows of the stream's first table. */
  readonly rows: number;
  /** As the source gave it with the page. */
  readonly mark: string;
};

/** What a rate limit applies to: one SecretId, service and action. */
export type Lane = {
  /** The same for everyone who shares the limit; says nothing about the secret. */
  readonly key: string;
  /** `intlpartnersmgt.DescribeBillDetail` */
  readonly name: string;
  readonly callsPerSecond: number;
  /** How many slices to have under way so that slow answers do not leave the lane idle. */
  readonly slicesAtOnce: number;
};

/** What the source did since it was opened. */
export type SourceMeter = { readonly calls: number; readonly throttles: number };

/** What one harmless call said about a credential. */
export type Probe = {
  readonly account: string;
  readonly lane: string;
  readonly ok: boolean;
  readonly error?: Error;
  /** Server clock minus ours, milliseconds, from the answer's Date header. */
  readonly clockSkewMs?: number;
};

/** A bill source as the pipeline sees it: streams, lanes, and pages of one slice. */
export interface Source {
  readonly streams: readonly Stream[];
  laneOf(account: string, stream: Stream): Lane;
  /** The configured facts of an account that requests are made from. */
  requestInput(slice: Slice, customerUins: readonly string[]): RequestInput;
  /**
   * The slice's pages in order. Retries what passes; throws the error whose class says what to do
   * next. `inconsistent` slice errors mean that what was yielded so far must be dropped.
   *
   * Pages that are `staged` already are not read again where the bill still begins as it did then;
   * where it does not, an `inconsistent` error says so. An aborted `signal` keeps further calls from
   * leaving; an answer that is on its way is still waited for, a few seconds.
   */
  extract(
    slice: Slice,
    input: RequestInput,
    signal: AbortSignal,
    staged?: readonly StagedPage[],
  ): AsyncIterable<Page>;
  /**
   * The mark of the slice's first page as it is now, for one call; undefined where the slice has no
   * pages. Equal marks mean an equal first page, to the last digit, and as many records promised.
   */
  peek(slice: Slice, input: RequestInput, signal: AbortSignal): Promise<string | undefined>;
  meter(): SourceMeter;
  /** One harmless signed call for an account and stream, never retried. */
  probe(account: string, stream: Stream, uin: string, signal: AbortSignal): Promise<Probe>;
}
