import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import type { Stream } from "../../domain/stream.ts";

/** Where the declarations lie: one file an action, and the folder is the list. */
export const STREAMS_DIR = join(import.meta.dirname, "streams");

/**
 * Every stream declared in `directories`, in the order of their files. Throws a plain `Error` for a
 * file without a stream and for a name that is taken: both are defects, found at start.
 */
export async function readStreams(
  directories: readonly string[] = [STREAMS_DIR],
): Promise<readonly Stream[]> {
  const files = await Promise.all(directories.map(streamFilesIn));
  const streams = await Promise.all(files.flat().map(readStream));
  const names = streams.map((stream) => stream.name);
  const repeated = names.find((name, index) => names.indexOf(name) !== index);
  if (repeated !== undefined) {
    throw new Error(`two stream files declare ${repeated}`);
  }
  return streams;
}

async function streamFilesIn(directory: string): Promise<readonly string[]> {
  const names = await readdir(directory);
  return names
    .filter((name) => name.endsWith(".ts"))
    .toSorted()
    .map((name) => join(directory, name));
}

async function readStream(file: string): Promise<Stream> {
  const module: unknown = await import(pathToFileURL(file).href);
  if (!hasStream(module)) {
    throw new Error(`${file} exports no stream`);
  }
  return module.stream;
}

function hasStream(module: unknown): module is { readonly stream: Stream } {
  return (
    typeof module === "object" &&
    module !== null &&
    "stream" in module &&
    typeof module.stream === "object" &&
    module.stream !== null &&
    "tables" in module.stream
  );
}
