import { open, rename, rm } from "node:fs/promises";
import type { ServerAccount } from "./server-account.ts";

/** How a file is written: whole or not at all. `mode` is exact, whatever the umask. */
export type OwnedFile = {
  readonly path: string;
  readonly text: string;
  readonly mode: number;
  /** Owns the file; undefined leaves it to the account we run as. */
  readonly owner: ServerAccount | undefined;
};

/**
 * Writes the file under another name, flushes it and renames it, so that a reader or a crash finds
 * the old content or the new. Callers hold the lock: the other name is fixed, and cleaned up here.
 */
export async function writeOwnedFile(file: OwnedFile): Promise<void> {
  const draft = `${file.path}.draft`;
  await rm(draft, { force: true });
  // Exclusive, because root must not follow a link that the server's account may have put there.
  const handle = await open(draft, "wx", 0o600);
  try {
    await handle.writeFile(file.text);
    if (file.owner !== undefined) {
      await handle.chown(file.owner.uid, file.owner.gid);
    }
    await handle.chmod(file.mode);
    await handle.sync();
  } finally {
    await handle.close();
  }
  await rename(draft, file.path);
}
