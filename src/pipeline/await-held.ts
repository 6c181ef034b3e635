import type { ExecuteContext } from "./execute-plan.ts";
import { executeSlice } from "./execute-plan.ts";
import type { SliceEnd } from "./run-outcome.ts";

const POLL_MS = 500;
// Longer than a summary takes and shorter than anyone watches: a long detail slice of another run is
// that run's to report.
const WAIT_MS = 30_000;

/**
 * Waits for slices that another live run holds: each becomes loaded by that run, or free for this
 * one. Those still held at the end stay `held`.
 */
export async function awaitHeld(
  held: readonly SliceEnd[],
  context: ExecuteContext,
): Promise<readonly SliceEnd[]> {
  const { clock, abort } = context;
  const ended: SliceEnd[] = [];
  let waiting = held;
  const until = clock.monotonic() + WAIT_MS;
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
