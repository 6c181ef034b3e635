import { EmbeddedServerError } from "./embedded-server-error.ts";
import { findPostmaster } from "./postmaster.ts";
import { runProgram } from "./run-program.ts";
import type { ServerPlace } from "./server-place.ts";
import type { ServerPrograms } from "./server-programs.ts";

/**
 * Stops the living server of `place` and waits for its end: open transactions are rolled back and
 * their connections closed. False when none lived. Callers hold the lock.
 */
export async function stopServer(place: ServerPlace, programs: ServerPrograms): Promise<boolean> {
  const postmaster = await findPostmaster(place.clusterDir);
  if (postmaster === undefined) {
    return false;
  }
  const { exitCode, output } = await runProgram({
    program: programs.pgCtl,
    args: ["stop", "-w", "-s", "-m", "fast", "-D", place.clusterDir],
    account: place.account,
    env: programs.env,
  });
  // It may have ended by itself between our look and the signal.
  if (exitCode !== 0 && (await findPostmaster(place.clusterDir)) !== undefined) {
    throw new EmbeddedServerError(
      `The database server (process ${postmaster.pid}) does not stop: ${output}`,
      "Try again when its clients are done, or end that process; nothing committed is lost.",
    );
  }
  return true;
}
