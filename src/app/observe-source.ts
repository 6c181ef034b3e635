import type { Slice } from "../domain/slice.ts";
import type { Page, Source } from "../domain/source.ts";

/** The source itself, but `onPage` is told of every page before it is handed on. */
export function observeSource(source: Source, onPage: (slice: Slice) => void): Source {
  return {
    streams: source.streams,
    laneOf: (account, stream) => source.laneOf(account, stream),
    requestInput: (slice, customerUins) => source.requestInput(slice, customerUins),
    extract: (slice, input, signal, staged) =>
      observed(source.extract(slice, input, signal, staged), slice, onPage),
    peek: async (slice, input, signal) => {
      const mark = await source.peek(slice, input, signal);
      onPage(slice);
      return mark;
    },
    meter: () => source.meter(),
    probe: async (account, stream, uin, signal) => await source.probe(account, stream, uin, signal),
  };
}

async function* observed(
  pages: AsyncIterable<Page>,
  slice: Slice,
  onPage: (slice: Slice) => void,
): AsyncGenerator<Page> {
  for await (const page of pages) {
    onPage(slice);
    yield page;
  }
}
