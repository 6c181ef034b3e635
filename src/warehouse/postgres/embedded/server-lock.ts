import { join } from "node:path";
import { takeOwnerLock } from "./owner-lock.ts";
import type { ServerPlace } from "./server-place.ts";

// The one before us may be making the cluster on a slow disk, or replaying a log.
const WAIT_MS = 180_000;

/**
 * Does `work` while no other process does any for the server of `place`. Throws what `work` throws,
 * and `EmbeddedServerError` where the other one takes minutes.
 */
export async function withServerLock<Result>(
  place: ServerPlace,
  work: () => Promise<Result>,
): Promise<Result> {
  const lock = await takeOwnerLock(join(place.dataDir, "lock"), WAIT_MS);
  try {
    return await work();
  } finally {
    await lock[Symbol.asyncDispose]();
  }
}
