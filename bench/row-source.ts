import type { Lane, Page, Probe, Source } from "../src/domain/source.ts";
import type { Row } from "../src/domain/table.ts";

/** A source whose answers are there already: what is measured with it is the loading alone. */
export function rowSource(pages: () => Iterable<readonly Row[]>, onRead: () => void): Source {
  return {
    streams: [],
    laneOf: (): Lane => ({ key: "", name: "", callsPerSecond: 1, slicesAtOnce: 1 }),
    requestInput: ({ uin, month }) => ({ uin, month, tagKeys: [], customerUins: [] }),
    extract: async function* (): AsyncGenerator<Page> {
      let number = 0;
      for (const rows of pages()) {
        number += 1;
        yield { request: 0, number, rows: [rows] };
      }
      onRead();
    },
    peek: async () => await Promise.resolve(undefined),
    meter: () => ({ calls: 0, throttles: 0 }),
    probe: async (account): Promise<Probe> =>
      await Promise.resolve({ account, lane: "", ok: true }),
  };
}
