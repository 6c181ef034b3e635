import type { Slice } from "../../../src/domain/slice.ts";
import type { Page, Probe, Source, SourceMeter, StagedPage } from "../../../src/domain/source.ts";
import type { Lane } from "../../../src/domain/source.ts";
import { laneName, type RequestInput, type Stream } from "../../../src/domain/stream.ts";

/** What a slice is answered with: rows by page, then an error where one is due. */
export type Extraction = { readonly pages?: readonly number[]; readonly error?: Error };

/** A source that answers by script: `answer` gives the n-th extraction (from 1) of a slice. */
export class FakeSource implements Source {
  readonly streams: readonly Stream[];
  /** Slices in the order in which their extraction began, as `stream uin month`. */
  readonly extracted: string[] = [];
  /** UINs whose first page was looked at. */
  readonly peeked: string[] = [];
  /** The mark of a slice's first page, as peeked at and as extracted. */
  firstPage: (slice: Slice) => string = () => "mark";
  /** How many staged pages each extraction was given. */
  readonly wentOnBehind: number[] = [];
  readonly #answer: (slice: Slice, nth: number) => Extraction | Promise<Extraction>;
  readonly #slicesAtOnce: number;

  constructor(
    answer: (slice: Slice, nth: number) => Extraction | Promise<Extraction>,
    { streams = [], slicesAtOnce = 2 }: { streams?: readonly Stream[]; slicesAtOnce?: number } = {},
  ) {
    this.streams = streams;
    this.#answer = answer;
    this.#slicesAtOnce = slicesAtOnce;
  }

  laneOf(account: string, stream: Stream): Lane {
    return {
      key: `${account}/${laneName(stream)}`,
      name: laneName(stream),
      callsPerSecond: stream.callsPerSecond,
      slicesAtOnce: this.#slicesAtOnce,
    };
  }

  requestInput({ uin, month }: Slice, customerUins: readonly string[]): RequestInput {
    return { uin, month, tagKeys: [], customerUins };
  }

  async *extract(
    slice: Slice,
    _input: RequestInput,
    signal: AbortSignal,
    staged: readonly StagedPage[] = [],
  ): AsyncGenerator<Page> {
    this.wentOnBehind.push(staged.length);
    const name = [slice.stream.name, slice.uin, slice.month].join(" ");
    this.extracted.push(name);
    const nth = this.extracted.filter((earlier) => earlier === name).length;
    const { pages = [], error } = await this.#answer(slice, nth);
    for (const [index, rows] of pages.entries()) {
      signal.throwIfAborted();
      yield {
        request: 0,
        number: staged.length + index + 1,
        mark: this.firstPage(slice),
        rows: [Array.from({ length: rows }, () => ({ values: ["x"], extra: null }))],
      };
    }
    if (error !== undefined) {
      throw error;
    }
  }

  peek(slice: Slice): Promise<string | undefined> {
    this.peeked.push(slice.uin);
    return Promise.resolve(this.firstPage(slice));
  }

  meter(): SourceMeter {
    return { calls: this.extracted.length, throttles: 0 };
  }

  probe(): Promise<Probe> {
    return Promise.reject(new Error("nobody probes here"));
  }
}
