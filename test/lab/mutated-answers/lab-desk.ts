import type { Pool } from "pg";
import { AbortError } from "../../../src/domain/abort-error.ts";
import { SliceError } from "../../../src/domain/slice-error.ts";
import type { Slice } from "../../../src/domain/slice.ts";
import type { Stream } from "../../../src/domain/stream.ts";
import type { OpenRun } from "../../../src/domain/warehouse.ts";
import { executeSlice } from "../../../src/pipeline/execute-slice.ts";
import type { SliceEnd } from "../../../src/pipeline/run-outcome.ts";
import { UnderWay } from "../../../src/pipeline/under-way.ts";
import { openWarehouse } from "../../../src/warehouse/postgres/postgres-warehouse.ts";
import { ImpatientClock, openSource } from "../../integration/source-playground.ts";
import { FakeClock } from "../../support/fake-clock.ts";
import { freshDatabase } from "../../support/fresh-database.ts";
import { beginRun } from "../../support/load-answers.ts";
import type { AnswerScript } from "./answer-script.ts";
import { type AnswerServer, startAnswerServer } from "./answer-server.ts";
import type { HonestAnswer } from "./honest-answer.ts";
import { LAB_NOW } from "./honest-answers.ts";
import { BODY_BYTES_MAX } from "./served.ts";

/** A slice's end, with the failure that an ending run keeps for itself. */
export type PlayedEnd = { readonly status: SliceEnd["status"]; readonly error: unknown };

/** A database, a server, and the real way from one to the other. */
export type LabDesk = AsyncDisposable & {
  /** For looking at what became of it. */
  readonly pool: Pool;
  /** An account's name that no slice had before. */
  readonly newAccount: () => string;
  /** Extracts and loads one slice from what the script answers. */
  readonly play: (account: string, script: AnswerScript) => Promise<PlayedEnd>;
};

const LIMITS = { totalMs: 20_000, bodyBytesMax: BODY_BYTES_MAX };

export async function openLabDesk(
  streams: readonly Stream[],
  months: readonly string[],
): Promise<LabDesk> {
  const stack = new AsyncDisposableStack();
  const database = stack.use(await freshDatabase());
  // Twelve streams at once, on a machine that may have more to do: a slow connect is no finding.
  const opened = stack.use(database.openAgain({ poolMax: 24, connectTimeoutMs: 120_000 }));
  const warehouse = stack.use(openWarehouse(opened, streams, new FakeClock()));
  const server: AnswerServer = stack.use(await startAnswerServer());
  await warehouse.slices.prepareMonths(months);
  const run = await beginRun(warehouse, LAB_NOW);
  let accounts = 0;
  return {
    pool: opened.pool,
    newAccount: () => {
      accounts += 1;
      return `lab-${accounts}`;
    },
    play: async (account, script) => {
      const slice = sliceOf(account, script);
      await warehouse.slices.register([slice]);
      return await playSlice(slice, {
        script,
        run,
        origin: server.play(script),
        slices: warehouse.slices,
      });
    },
    [Symbol.asyncDispose]: async () => await stack.disposeAsync(),
  };
}

type Play = {
  readonly script: AnswerScript;
  readonly run: OpenRun;
  readonly origin: string;
  readonly slices: ReturnType<typeof openWarehouse>["slices"];
};

async function playSlice(slice: Slice, { script, run, origin, slices }: Play): Promise<PlayedEnd> {
  const { honest } = script;
  const { source, clock } = openSource({
    origin,
    streams: [slice.stream],
    now: LAB_NOW,
    accounts: [accountOf(slice.account, honest)],
    limits: LIMITS,
  });
  const abort = new AbortController();
  const accountAbort = new AbortController();
  const end = await executeSlice({ slice, reason: "asked" } as never, {
    // No slice counts as loaded since this run began: one run plays them all, some of them twice.
    run: { ...run, startEpoch: "9223372036854775807" },
    source,
    slices,
    clock: new ImpatientClock(clock.now()),
    logger: SILENT,
    customerUins: () => honest.customerUins,
    accountAbort: () => accountAbort,
    abort,
    onEnd: () => undefined,
    underWay: new UnderWay(),
    giveWay: { wait: async () => undefined, noteBusy: async () => undefined },
  });
  return { status: end.status, error: abort.signal.aborted ? abort.signal.reason : end.error };
}

function sliceOf(account: string, { honest, pageSize }: AnswerScript): Slice {
  const { stream, uin, month } = honest;
  const paged: Stream =
    stream.paging === undefined
      ? stream
      : { ...stream, paging: { ...stream.paging, size: pageSize } };
  return { account, stream: paged, uin, month };
}

function accountOf(name: string, { stream, tagKeys }: HonestAnswer) {
  return {
    name,
    secretId: `AKIDLAB${name}`,
    secretKey: "made-up-key-of-the-lab",
    roles: [stream.role],
    uin: "200000000001",
    tagKeys,
  };
}

const SILENT = {
  debug: () => undefined,
  info: () => undefined,
  warn: () => undefined,
  error: () => undefined,
  child: () => SILENT,
};

/** An error's class as the lab's verdicts name it. */
export function classOf(error: unknown): string {
  if (error instanceof SliceError) {
    return `SliceError ${error.failure}`;
  }
  if (error instanceof AbortError) {
    return `AbortError ${error.reason}`;
  }
  return error instanceof Error ? error.name : typeof error;
}
