import { realpath } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { isErrorCode } from "./error-code.ts";

/**
 * `path` without symbolic links, as far as it exists. The server reports its own folder that way, so
 * that two spellings of one folder would otherwise pass for two servers.
 */
export async function resolveRealPath(path: string): Promise<string> {
  try {
    return await realpath(path);
  } catch (error) {
    if (!isErrorCode(error, "ENOENT") || dirname(path) === path) {
      throw error;
    }
    return join(await resolveRealPath(dirname(path)), basename(path));
  }
}
