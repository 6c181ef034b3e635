import PQueue from "p-queue";
import type { Lane } from "../domain/source.ts";
import { BillGate } from "./bill-gate.ts";
import { billOf, gatedBills } from "./bill-of.ts";
import { asError, endRun, type ExecuteContext, executeSlice } from "./execute-slice.ts";
import type { PlannedSlice } from "./plan-slices.ts";
import type { SliceEnd } from "./run-outcome.ts";

/**
 * Works through `planned`, all lanes side by side, each with as many slices under way as it takes to
 * keep it busy, in the order of the plan. Of a bill the total comes first, then the lines, and the
 * summaries once its first page is known: that tells which of them need to be read at all. One failed
 * slice never stops another. Returns how each ended, `held` for those that another live run has.
 */
export async function executePlan(
  planned: readonly PlannedSlice[],
  context: ExecuteContext,
): Promise<readonly SliceEnd[]> {
  const lanes = new Lanes(planned, context);
  const bills = gatedBills(planned.map(({ slice }) => slice));
  const gates = new Map([...bills].map((bill) => [bill, new BillGate()]));
  await lanes.noteBusy();
  return await Promise.all(
    planned.map(async (one, place) => {
      const gate = gates.get(billOf(one.slice) ?? "");
      await whatComesBefore(one, gate);
      const end = await lanes.add(one, place, async () => await executeSlice(one, context, gate));
      noteEnd(one, gate);
      return end;
    }),
  );
}

async function whatComesBefore({ slice }: PlannedSlice, gate: BillGate | undefined): Promise<void> {
  const part = slice.stream.bill?.part;
  if (part === "lines") {
    await gate?.total;
  } else if (part === "summary") {
    await gate?.gate;
  }
}

// However it ended, nobody waits for it any more. What it found out was said before.
function noteEnd({ slice }: PlannedSlice, gate: BillGate | undefined): void {
  const part = slice.stream.bill?.part;
  if (part === "total") {
    gate?.noteTotal(undefined);
  } else if (part === "lines") {
    gate?.noteGate(undefined);
  }
}

type LaneRoom = Pick<Lane, "key" | "slicesAtOnce">;

/** One queue a lane, and which lanes still have slices to begin. */
class Lanes {
  readonly #context: ExecuteContext;
  readonly #queues = new Map<string, PQueue>();
  readonly #toBegin = new Map<string, number>();

  constructor(planned: readonly PlannedSlice[], context: ExecuteContext) {
    this.#context = context;
    for (const one of planned) {
      const { key } = this.#laneOf(one);
      this.#toBegin.set(key, (this.#toBegin.get(key) ?? 0) + 1);
    }
  }

  /** Runs `work` when the lane has room; of those that wait, the one with the lowest `place` first. */
  async add<T>(planned: PlannedSlice, place: number, work: () => Promise<T>): Promise<T> {
    const lane = this.#laneOf(planned);
    const begin = async (): Promise<T> => {
      await this.#begun(lane.key);
      return await work();
    };
    return await this.#queueOf(lane).add(begin, { priority: -place });
  }

  /** Tells others in which lanes this run still has slices to begin. */
  async noteBusy(): Promise<void> {
    try {
      await this.#context.giveWay.noteBusy([...this.#toBegin.keys()]);
    } catch (error) {
      endRun(asError(error), this.#context);
    }
  }

  async #begun(lane: string): Promise<void> {
    const left = (this.#toBegin.get(lane) ?? 1) - 1;
    if (left > 0) {
      this.#toBegin.set(lane, left);
      return;
    }
    this.#toBegin.delete(lane);
    await this.noteBusy();
  }

  #queueOf({ key, slicesAtOnce }: LaneRoom): PQueue {
    const known = this.#queues.get(key);
    if (known !== undefined) {
      return known;
    }
    const queue = new PQueue({ concurrency: slicesAtOnce });
    this.#queues.set(key, queue);
    return queue;
  }

  #laneOf({ slice }: PlannedSlice): LaneRoom {
    return this.#context.source.laneOf(slice.account, slice.stream);
  }
}
