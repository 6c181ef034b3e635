import { createRunLog } from "../app/log-run.ts";
import type { Billhouse } from "../app/open-billhouse.ts";
import type { RunFollower } from "../app/run-follower.ts";
import { createRunProgress } from "../app/run-progress.ts";
import type { Terminal } from "./command-context.ts";
import { progressLine } from "./progress-line.ts";

const REDRAW_MS = 200;

/** Shows a run as it goes. Dispose it when the run is over. */
export type RunView = Disposable & { readonly followers: readonly RunFollower[] };

/**
 * A line that is redrawn where people watch, else one log line for each event.
 */
export function followRun(
  title: string,
  house: Billhouse,
  { terminal, isLive }: { readonly terminal: Terminal; readonly isLive: boolean },
): RunView {
  if (!isLive) {
    return { followers: [createRunLog(house.logger)], [Symbol.dispose]: () => undefined };
  }
  const progress = createRunProgress(house);
  const draw = (): void => {
    // One column short of the edge, where some terminals would break the line.
    terminal.status(progressLine(title, progress.snapshot(), terminal.width - 1));
  };
  const timer = setInterval(draw, REDRAW_MS);
  return {
    followers: [progress],
    [Symbol.dispose]: () => {
      clearInterval(timer);
      terminal.status("");
    },
  };
}
