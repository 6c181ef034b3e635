import { describe, expect, test } from "vitest";
import { keptPage, type Page, PageTimeoutError } from "../../../src/scheduler/kept-page.ts";

const page = (html: string): Page => ({ html, contentSecurityPolicy: "default-src 'none'" });

/** A source whose makings are counted, on a clock that the test sets. */
function bench(make: (signal: AbortSignal, count: number) => Promise<Page>, timeoutMs = 20_000) {
  const state = { nowMs: 0, made: 0 };
  const apologies: unknown[] = [];
  const ask = keptPage(
    {
      make: async (signal) => {
        state.made += 1;
        return await make(signal, state.made);
      },
      apology: (error) => {
        apologies.push(error);
        return page("sorry");
      },
    },
    { clock: { monotonic: () => state.nowMs }, timeoutMs },
  );
  return { state, apologies, ask };
}

describe("a kept page", () => {
  test("is made when it is asked for, and given away for a minute", async () => {
    const { state, ask } = bench(async (_signal, count) => page(`page ${count}`));
    expect(state.made).toBe(0);
    expect((await ask()).html).toBe("page 1");
    state.nowMs = 59_999;
    expect((await ask()).html).toBe("page 1");
    state.nowMs = 60_000;
    expect(await ask()).toEqual({ ...page("page 2"), isMade: true });
  });

  test("is made once for all who ask at the same time", async () => {
    const { promise, resolve } = Promise.withResolvers<Page>();
    const { state, ask } = bench(async () => await promise);
    const all = Promise.all([ask(), ask(), ask()]);
    resolve(page("one"));
    expect((await all).map(({ html }) => html)).toEqual(["one", "one", "one"]);
    expect(state.made).toBe(1);
  });

  test("that fails is apologised for, and tried again after five seconds", async () => {
    const failure = new Error("no database");
    const { state, apologies, ask } = bench(async (_signal, count) => {
      if (count === 1) {
        throw failure;
      }
      return page("back");
    });
    expect(await ask()).toEqual({ ...page("sorry"), isMade: false });
    state.nowMs = 4_999;
    expect((await ask()).html).toBe("sorry");
    state.nowMs = 5_000;
    expect((await ask()).html).toBe("back");
    expect(apologies).toEqual([failure]);
  });

  test("that takes too long is apologised for, and its making is told to stop", async () => {
    const signals: AbortSignal[] = [];
    const { apologies, ask } = bench((signal) => {
      signals.push(signal);
      return Promise.withResolvers<never>().promise;
    }, 20);
    expect((await ask()).isMade).toBe(false);
    expect(apologies[0]).toBeInstanceOf(PageTimeoutError);
    expect(signals.map(({ aborted }) => aborted)).toEqual([true]);
  });
});
