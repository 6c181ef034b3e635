import { describe, expect, test } from "vitest";
import { AbortError } from "../../../src/domain/abort-error.ts";
import type { Slice } from "../../../src/domain/slice.ts";
import type { ClaimAnswer, OpenRun } from "../../../src/domain/warehouse.ts";
import { awaitHeld } from "../../../src/pipeline/await-held.ts";
import type { SliceEnd } from "../../../src/pipeline/run-outcome.ts";
import { UnderWay } from "../../../src/pipeline/under-way.ts";
import { FakeClock } from "../scheduler/fake-clock.ts";
import { memoryLogger } from "../scheduler/memory-logger.ts";
import { planned } from "./a-stream.ts";
import { FakeSource } from "./fake-source.ts";
import { MemorySlices, RUN } from "./memory-slices.ts";

function accountAborts(): (account: string) => AbortController {
  const aborts = new Map<string, AbortController>();
  return (account) => {
    const abort = aborts.get(account) ?? new AbortController();
    aborts.set(account, abort);
    return abort;
  };
}

const HELD: ClaimAnswer = { kind: "held", byRun: "run-2" };

/** Slices that another run holds; `answers` says what each later claim of a UIN is told, then it is free. */
class HeldSlices extends MemorySlices {
  readonly #answers: Readonly<Record<string, readonly ClaimAnswer[]>>;
  readonly #claims = new Map<string, number>();

  constructor(answers: Readonly<Record<string, readonly ClaimAnswer[]>>) {
    super();
    this.#answers = answers;
  }

  override claim(run: OpenRun, slice: Slice, now: number): Promise<ClaimAnswer> {
    const nth = this.#claims.get(slice.uin) ?? 0;
    this.#claims.set(slice.uin, nth + 1);
    const answer = this.#answers[slice.uin]?.[nth];
    return answer === undefined ? super.claim(run, slice, now) : Promise.resolve(answer);
  }
}

function wait(
  answers: Readonly<Record<string, readonly ClaimAnswer[]>>,
  { isAll = true }: { readonly isAll?: boolean } = {},
) {
  const clock = new FakeClock("2026-11-21T00:00:00Z");
  const abort = new AbortController();
  const source = new FakeSource(() => ({ pages: [1] }));
  const told: string[] = [];
  const held = Object.keys(answers).map((uin): SliceEnd => ({
    planned: planned({ uin }),
    status: "held",
    byOther: false,
    rowsAdded: 0,
    rowsChanged: 0,
    rowsRemoved: 0,
  }));
  const ends = awaitHeld(
    held,
    {
      run: RUN,
      source,
      slices: new HeldSlices(answers),
      clock,
      logger: memoryLogger().logger,
      customerUins: () => [],
      underWay: new UnderWay(),
      giveWay: { wait: () => Promise.resolve(), noteBusy: () => Promise.resolve() },
      accountAbort: accountAborts(),
      abort,
      onEnd: ({ planned: { slice }, status }) => told.push(`${slice.uin} ${status}`),
    },
    isAll,
  );
  return { ends, clock, abort, source, told };
}

test("a slice that another run finished counts as loaded, and is not extracted again", async () => {
  const { ends, clock, source, told } = wait({
    1: [HELD, { kind: "loaded", amount: null, gate: undefined }],
  });
  await clock.pass(1000);
  expect(await ends).toMatchObject([{ status: "loaded", byOther: true }]);
  expect(source.extracted).toEqual([]);
  expect(told).toEqual(["1 loaded"]);
});

test("a slice that another run let go of is extracted by this one", async () => {
  const { ends, clock, source } = wait({ 1: [HELD, HELD] });
  await clock.pass(1500);
  expect(await ends).toMatchObject([{ status: "loaded", byOther: false, rowsAdded: 1 }]);
  expect(source.extracted).toHaveLength(1);
});

describe("a slice that stays held is given up, and is told of as held", () => {
  const forever = Array.from({ length: 10_000 }, () => HELD);

  test("after half a minute where the run has nothing else to do", async () => {
    const { ends, clock, told } = wait({ 1: forever, 2: [HELD] });
    await clock.pass(29_000);
    expect(told).toEqual(["2 loaded"]);
    await clock.pass(2000);
    expect((await ends).map(({ status }) => status)).toEqual(["loaded", "held"]);
    expect(told).toEqual(["2 loaded", "1 held"]);
  });

  test("after half an hour where the run has loaded others: the night is not whole without it", async () => {
    const { ends, clock, told } = wait({ 1: forever }, { isAll: false });
    await clock.pass(29 * 60_000);
    expect(told).toEqual([]);
    await clock.pass(2 * 60_000);
    expect((await ends).map(({ status }) => status)).toEqual(["held"]);
  });
});

test("a run that is told to stop waits no longer", async () => {
  const { ends, clock, abort } = wait({ 1: Array.from({ length: 1000 }, () => HELD) });
  await clock.pass(600);
  abort.abort(new AbortError("interrupted", "SIGTERM"));
  await clock.pass(0);
  expect((await ends).map(({ status }) => status)).toEqual(["unfinished"]);
});
