import { describe, expect, test } from "vitest";
import { AbortError } from "../../../src/domain/abort-error.ts";
import { AccountError } from "../../../src/domain/account-error.ts";
import { NotReadyError } from "../../../src/domain/not-ready-error.ts";
import { SliceError } from "../../../src/domain/slice-error.ts";
import type { Slice } from "../../../src/domain/slice.ts";
import type { ClaimAnswer, OpenRun } from "../../../src/domain/warehouse.ts";
import { executePlan } from "../../../src/pipeline/execute-plan.ts";
import type { ExecuteContext } from "../../../src/pipeline/execute-slice.ts";
import type { SliceEnd } from "../../../src/pipeline/run-outcome.ts";
import { UnderWay } from "../../../src/pipeline/under-way.ts";
import { FakeClock } from "../scheduler/fake-clock.ts";
import { memoryLogger } from "../scheduler/memory-logger.ts";
import { aSlice, aStream, planned } from "./a-stream.ts";
import { type Extraction, FakeSource } from "./fake-source.ts";
import { MemorySlices, RUN } from "./memory-slices.ts";

function accountAborts(): (account: string) => AbortController {
  const aborts = new Map<string, AbortController>();
  return (account) => {
    const abort = aborts.get(account) ?? new AbortController();
    aborts.set(account, abort);
    return abort;
  };
}

const OK: Extraction = { pages: [1] };
const uinsUpTo = (count: number): readonly Partial<Slice>[] =>
  Array.from({ length: count }, (_, index) => ({ uin: String(index + 1) }));

type World = {
  readonly answer?: (slice: Slice) => Extraction | Promise<Extraction>;
  readonly slices?: MemorySlices;
  readonly slicesAtOnce?: number;
  readonly abort?: AbortController;
};

async function execute(
  what: readonly Partial<Slice>[],
  {
    answer = () => OK,
    slices = new MemorySlices(),
    slicesAtOnce = 1,
    abort = new AbortController(),
  }: World = {},
) {
  const source = new FakeSource(answer, { slicesAtOnce });
  const told: SliceEnd[] = [];
  const context: ExecuteContext = {
    run: RUN,
    source,
    slices,
    clock: new FakeClock("2026-11-21T00:00:00Z"),
    logger: memoryLogger().logger,
    customerUins: () => [],
    underWay: new UnderWay(),
    giveWay: { wait: () => Promise.resolve(), noteBusy: () => Promise.resolve() },
    accountAbort: accountAborts(),
    abort,
    onEnd: (end) => told.push(end),
  };
  const ends = await executePlan(
    what.map((slice) => planned(slice)),
    context,
  );
  return { ends, told, source, slices, context, statuses: statusesOf(ends) };
}

function statusesOf(ends: readonly SliceEnd[]): Readonly<Record<string, string>> {
  return Object.fromEntries(ends.map(({ planned: { slice }, status }) => [slice.uin, status]));
}

describe("one failed slice never stops another", () => {
  test.each([
    ["failed", new SliceError("failed", "m")],
    ["failed", new SliceError("drift", "m")],
    ["forbidden", new SliceError("forbidden", "m")],
    ["not_ready", new NotReadyError("m")],
    ["failed", new TypeError("a defect")],
  ])("it ends %s: %s", async (status, error) => {
    const { ends, statuses } = await execute(uinsUpTo(3), {
      answer: ({ uin }) => (uin === "2" ? { pages: [1], error } : OK),
    });
    expect(statuses).toEqual({ 1: "loaded", 2: status, 3: "loaded" });
    expect(ends.find((end) => end.status === status)?.error).toBe(error);
  });

  test("and is noted with its reason, so that its claim is free", async () => {
    const { slices } = await execute([{ uin: "1" }], {
      answer: () => ({ error: new SliceError("failed", "m", { code: "Drift" }) }),
    });
    expect(slices.diary).toEqual(["fail failed Drift"]);
  });

  test("not even one whose failure cannot be noted", async () => {
    class Forgetful extends MemorySlices {
      override fail(): Promise<void> {
        return Promise.reject(new Error("no connection"));
      }
    }
    const { statuses } = await execute(uinsUpTo(2), {
      slices: new Forgetful(),
      answer: ({ uin }) => (uin === "1" ? { error: new SliceError("failed", "m") } : OK),
    });
    expect(statuses).toEqual({ 1: "failed", 2: "loaded" });
  });
});

describe("a refused credential", () => {
  const refusal = new AccountError("SecretId not found");
  const what = [
    ...uinsUpTo(3),
    { uin: "4", stream: aStream({ name: "other" }) },
    { uin: "5", account: "second" },
  ];
  const answer = ({ account }: Slice): Extraction => (account === "main" ? { error: refusal } : OK);

  test("is not used again, and fails all that its account had left", async () => {
    const { statuses, source, ends } = await execute(what, { answer });
    expect(statuses).toEqual({ 1: "failed", 2: "failed", 3: "failed", 4: "failed", 5: "loaded" });
    const ofFirstLane = source.extracted.filter(
      (name) => name.startsWith("summary ") && !name.includes(" 5 "),
    );
    expect(ofFirstLane).toHaveLength(1);
    expect(ends.filter(({ error }) => error === refusal)).toHaveLength(4);
  });

  test("of one account says nothing about another", async () => {
    const { context } = await execute(what, { answer });
    expect(context.accountAbort("main").signal.aborted).toBe(true);
    expect(context.accountAbort("other").signal.aborted).toBe(false);
  });
});

describe("an error that ends the run", () => {
  const lost = new AbortError("database", "connection lost");

  test("leaves the rest unfinished and is why the run ends", async () => {
    const abort = new AbortController();
    const { statuses, source, slices } = await execute(uinsUpTo(4), {
      abort,
      answer: ({ uin }) => (uin === "2" ? { error: lost } : OK),
    });
    expect(statuses).toEqual({ 1: "loaded", 2: "unfinished", 3: "unfinished", 4: "unfinished" });
    expect(source.extracted).toHaveLength(2);
    expect(abort.signal.reason).toBe(lost);
    expect(slices.diary).toEqual(["stage 1", "load 1", "release"]);
  });

  test("may come from the claim itself", async () => {
    class Gone extends MemorySlices {
      override claim(_run: OpenRun, slice: Slice): Promise<ClaimAnswer> {
        return slice.uin === "1" ? Promise.reject(lost) : super.claim(_run, slice, 0);
      }
    }
    const { statuses } = await execute(uinsUpTo(2), { slices: new Gone() });
    expect(statuses).toEqual({ 1: "unfinished", 2: "unfinished" });
  });
});

describe("a run that is told to stop", () => {
  test("begins no further slice", async () => {
    const abort = new AbortController();
    abort.abort(new AbortError("interrupted", "SIGTERM"));
    const { statuses, source } = await execute(uinsUpTo(3), { abort });
    expect(statuses).toEqual({ 1: "unfinished", 2: "unfinished", 3: "unfinished" });
    expect(source.extracted).toEqual([]);
  });

  test("frees the slice it was at: it has not failed", async () => {
    const abort = new AbortController();
    const { statuses, slices } = await execute(uinsUpTo(2), {
      abort,
      answer: () => {
        abort.abort(new AbortError("interrupted", "SIGTERM"));
        return OK;
      },
    });
    expect(statuses).toEqual({ 1: "unfinished", 2: "unfinished" });
    expect(slices.diary).toEqual(["release"]);
  });
});

describe("a slice that another run", () => {
  test("loaded since this one began counts as loaded, without a call", async () => {
    const { ends, source, told } = await execute([{ uin: "1" }], {
      slices: answeredBy({ kind: "loaded", amount: null, gate: undefined }),
    });
    expect(ends).toMatchObject([{ status: "loaded", byOther: true, rowsAdded: 0 }]);
    expect(source.extracted).toEqual([]);
    expect(told).toHaveLength(1);
  });

  test("is at is held, and not yet told of: it may still be loaded", async () => {
    const { ends, told } = await execute([{ uin: "1" }], {
      slices: answeredBy({ kind: "held", byRun: "run-2" }),
    });
    expect(ends).toMatchObject([{ status: "held" }]);
    expect(told).toEqual([]);
  });
});

describe("lanes", () => {
  test("work side by side: a slow one holds up nobody else", async () => {
    const slow = aStream({ name: "slow" });
    const fastIsDone = Promise.withResolvers<Extraction>();
    const { statuses, source } = await execute(
      [{ uin: "1", stream: slow }, { uin: "2" }, { uin: "3" }],
      {
        answer: ({ stream, uin }) => {
          if (stream === slow) {
            return fastIsDone.promise;
          }
          if (uin === "3") {
            fastIsDone.resolve(OK);
          }
          return OK;
        },
      },
    );
    expect(statuses).toEqual({ 1: "loaded", 2: "loaded", 3: "loaded" });
    expect(source.extracted.some((name) => name.startsWith("slow"))).toBe(true);
  });

  test("have no more slices under way than keep them busy", async () => {
    let underWay = 0;
    let most = 0;
    const answer = async (): Promise<Extraction> => {
      underWay += 1;
      most = Math.max(most, underWay);
      await new Promise((resolve) => {
        setImmediate(resolve);
      });
      underWay -= 1;
      return OK;
    };
    await execute(uinsUpTo(9), { answer, slicesAtOnce: 3 });
    expect(most).toBe(3);
  });

  test("begin their slices in the order of the plan", async () => {
    const { source } = await execute(uinsUpTo(4));
    expect(source.extracted).toEqual(["1", "2", "3", "4"].map((uin) => `summary ${uin} 2026-10`));
  });
});

test("every slice is told of once, when it has ended", async () => {
  const { told, ends } = await execute([...uinsUpTo(3), aSlice({ uin: "x", account: "second" })]);
  expect(told.map(({ planned: { slice } }) => slice.uin).toSorted()).toEqual(["1", "2", "3", "x"]);
  expect(ends).toHaveLength(4);
});

function answeredBy(answer: ClaimAnswer): MemorySlices {
  const slices = new MemorySlices();
  slices.claim = () => Promise.resolve(answer);
  return slices;
}
