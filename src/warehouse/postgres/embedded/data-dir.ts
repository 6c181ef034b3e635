import { chmod, mkdir, stat } from "node:fs/promises";
import { dirname } from "node:path";
import { ENTER, isAllowed } from "./account-access.ts";
import type { ServerPlace } from "./server-place.ts";

/**
 * Makes the folder of `place` and those above it. For root they stay root's, and the server's account
 * may enter them, whatever root's umask; for anyone else they are private.
 */
export async function makeDataDir(place: ServerPlace): Promise<void> {
  const { account, dataDir } = place;
  const mode = account === undefined ? 0o700 : 0o755;
  const outermost = await mkdir(dataDir, { recursive: true, mode });
  if (account === undefined) {
    return;
  }
  if (outermost !== undefined) {
    for (const folder of foldersBetween(outermost, dataDir)) {
      await chmod(folder, mode);
    }
  }
  const made = await stat(dataDir);
  if (!isAllowed(made, account, ENTER)) {
    await chmod(dataDir, made.mode | 0o111);
  }
}

function foldersBetween(outermost: string, innermost: string): readonly string[] {
  return innermost === outermost || dirname(innermost) === innermost
    ? [innermost]
    : [...foldersBetween(outermost, dirname(innermost)), innermost];
}
