import { stat } from "node:fs/promises";
import { dirname } from "node:path";
import { isErrorCode } from "./error-code.ts";
import type { ServerAccount } from "./server-account.ts";

export const READ = 0o4;
export const ENTER = 0o1;

type Permissions = { readonly mode: number; readonly uid: number; readonly gid: number };

/**
 * Whether the mode bits give `account` all of the `wanted` bits (`READ`, `ENTER`, or their sum). One
 * class decides, as in the kernel: an owner without the bit is refused even where others have it.
 */
export function isAllowed(file: Permissions, account: ServerAccount, wanted: number): boolean {
  if (file.uid === account.uid) {
    return ((file.mode >> 6) & wanted) === wanted;
  }
  if (file.gid === account.gid) {
    return ((file.mode >> 3) & wanted) === wanted;
  }
  return (file.mode & wanted) === wanted;
}

/**
 * The outermost folder on the way to `path` (absolute, without symbolic links) that `account` cannot
 * enter, or undefined. What does not exist yet is no obstacle: whoever makes it sets its mode.
 */
export async function findClosedFolder(
  path: string,
  account: ServerAccount,
): Promise<string | undefined> {
  for (const folder of foldersAbove(path)) {
    try {
      if (!isAllowed(await stat(folder), account, ENTER)) {
        return folder;
      }
    } catch (error) {
      if (isErrorCode(error, "ENOENT")) {
        return undefined;
      }
      throw error;
    }
  }
  return undefined;
}

function foldersAbove(path: string): readonly string[] {
  const parent = dirname(path);
  return parent === path ? [path] : [...foldersAbove(parent), parent];
}
