import type { ExecuteContext } from "./execute-slice.ts";
import { executeSlice } from "./execute-slice.ts";
import type { SliceEnd } from "./run-outcome.ts";

const POLL_MS = 500;
// A run that has nothing of its own to do has been asked for by mistake: it says so soon.
const WAIT_FOR_ALL_MS = 30_000;
// A run that has done the rest has not covered its night before the last long slice is in.
const WAIT_FOR_SOME_MS = 30 * 60_000;

/**
 * Waits for slices that another live run holds: each becomes loaded by that run, or free for this
 * one. Those still held at the end stay `held`. `isAll` where that is all that was planned: then it
 * waits half a minute, else half an hour.
 */
export async function awaitHeld(
  held: readonly SliceEnd[],
  context: ExecuteContext,
  isAll: boolean,
): Promise<readonly SliceEnd[]> {
  const { clock, abort } = context;
  const ended: SliceEnd[] = [];
  let waiting = held;
  const until = clock.monotonic() + (isAll ? WAIT_FOR_ALL_MS : WAIT_FOR_SOME_MS);
  while (waiting.length > 0 && !abort.signal.aborted && clock.monotonic() < until) {
    await clock.sleep(POLL_MS, abort.signal).catch(() => undefined);
    const ends = await Promise.all(
      waiting.map(async ({ planned }) => await executeSlice(planned, context)),
    );
    ended.push(...ends.filter(({ status }) => status !== "held"));
    waiting = ends.filter(({ status }) => status === "held");
  }
  for (const end of waiting) {
    context.onEnd(end);
  }
  return [...ended, ...waiting];
}
