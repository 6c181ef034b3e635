// Forked by lanes.ts: the real source and the real slot book, in as many processes as are asked for.
import { once } from "node:events";
import { openBillhouse } from "../src/app/open-billhouse.ts";
import { systemClock } from "../src/app/system-clock.ts";
import type { Source } from "../src/domain/source.ts";
import { createLogger } from "../src/logging/create-logger.ts";
import { createScrubber } from "../src/logging/scrub.ts";
import { readStreams } from "../src/source/tencent/read-streams.ts";
import type { FromLaneWorker, LanePlan, LaneWorkerSetup } from "./lane-setup.ts";

const setup = JSON.parse(process.argv[2] ?? "{}") as LaneWorkerSetup;
const failures: string[] = [];
process.on("disconnect", () => process.exit(0));
{
  await using house = openBillhouse({
    databaseUrl: setup.databaseUrl,
    accounts: setup.lanes.map(({ account }) => account),
    streams: await readStreams(),
    openMonths: 2,
    checkRules: { checks: [], tolerances: new Map() },
    rateLimits: new Map(),
    tencentOrigin: setup.origin,
    clock: systemClock,
    random: Math.random,
    fetch,
    logger: createLogger({
      level: "error",
      format: "pretty",
      destination: process.stderr,
      scrub: createScrubber([]),
      now: Date.now,
    }),
  });
  tell({ kind: "ready" });
  await once(process, "message");
  const over = AbortSignal.timeout(setup.seconds * 1000);
  await Promise.all(setup.lanes.map(async (plan) => await keepBusy(house.source, plan, over)));
}
tell({ kind: "done", failed: failures.length, firstFailure: failures[0] });

/** As many slices under way as a run would have, until the time is over. */
async function keepBusy(source: Source, plan: LanePlan, over: AbortSignal): Promise<void> {
  const stream = source.streams.find(({ name }) => name === plan.stream);
  if (stream === undefined) {
    throw new Error(`there is no stream ${plan.stream}`);
  }
  const account = plan.account.name;
  const { slicesAtOnce } = source.laneOf(account, stream);
  const reader = async (_: unknown, first: number): Promise<void> => {
    for (let turn = first; !over.aborted; turn += 1) {
      const uin = plan.uins[turn % plan.uins.length] ?? "";
      const slice = { account, stream, uin, month: plan.month };
      await readSlice(source, slice, over);
    }
  };
  await Promise.all(Array.from({ length: plan.oneSliceAtOnce ? 1 : slicesAtOnce }, reader));
}

async function readSlice(
  source: Source,
  slice: Parameters<Source["extract"]>[0],
  over: AbortSignal,
): Promise<void> {
  try {
    for await (const page of source.extract(slice, source.requestInput(slice, []), over)) {
      void page;
    }
  } catch (error) {
    if (!over.aborted) {
      failures.push(error instanceof Error ? error.message : String(error));
    }
  }
}

function tell(message: FromLaneWorker): void {
  process.send?.(message);
}
