import { randomUUID } from "node:crypto";
import { chmod, lstat, mkdir, open, rename, rm } from "node:fs/promises";
import path from "node:path";
import { ExportError } from "../domain/export-error.ts";

/** A file that is there whole or not at all. Disposal takes away whatever was not put in place. */
export type OutputFile = AsyncDisposable & {
  /** A folder of this file's own, beside it, for what is only needed meanwhile. */
  readonly folder: string;
  /** What to write; not there yet. */
  readonly file: string;
  /** Puts what was written in its place and returns its size in bytes. */
  readonly commit: () => Promise<number>;
};

/**
 * Prepares the file at `target`. A file that it replaces leaves it its rights. Throws an `ExportError`
 * where something is there already, unless it is a file and `isForced`, or where nothing can be
 * written there.
 */
export async function openOutputFile(
  target: string,
  { isForced }: { readonly isForced: boolean },
): Promise<OutputFile> {
  await assertFree(target, isForced);
  const folder = path.join(path.dirname(target), `.${path.basename(target)}.${randomUUID()}.part`);
  try {
    await mkdir(folder, { mode: 0o700 });
  } catch (error) {
    throw new ExportError(`nothing can be written to ${path.dirname(target)}: ${wordsOf(error)}`, {
      hint: "--out names a file in a folder that is there and may be written to",
      cause: error,
    });
  }
  const file = path.join(folder, path.basename(target));
  return {
    folder,
    file,
    commit: async () => {
      const size = await flush(file);
      const replaced = await assertFree(target, isForced);
      if (replaced !== undefined) {
        await chmod(file, replaced.mode);
      }
      await rename(file, target);
      return size;
    },
    [Symbol.asyncDispose]: async () => {
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** The file that will be replaced. A link is none: what it points to would stay as it was. */
async function assertFree(
  target: string,
  isForced: boolean,
): Promise<{ readonly mode: number } | undefined> {
  const found = await lstat(target).catch(() => undefined);
  if (found !== undefined && !found.isFile()) {
    throw new ExportError(`${target} is not a file`, { hint: "--out names the file to write" });
  }
  if (found !== undefined && !isForced) {
    throw new ExportError(`${target} is there already`, {
      hint: "--force replaces it, --out writes to another file",
    });
  }
  return found;
}

// A rename may reach the disk before the data, and a power cut would leave an empty file in place.
async function flush(file: string): Promise<number> {
  const handle = await open(file, "r+");
  try {
    await handle.sync();
    return (await handle.stat()).size;
  } finally {
    await handle.close();
  }
}

function wordsOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
