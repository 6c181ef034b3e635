import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import type { Check } from "../../domain/check.ts";

/** Where the declarations lie: one file a check, and the folder is the list. */
export const CHECKS_DIR = join(import.meta.dirname, "checks");

/**
 * Every check declared in `directory`, in the order of their files. Throws a plain `Error` for a
 * file without a check and for an id that is taken: both are defects, found at start.
 */
export async function readChecks(directory: string = CHECKS_DIR): Promise<readonly Check[]> {
  const files = (await readdir(directory)).filter((name) => name.endsWith(".ts")).toSorted();
  const checks = await Promise.all(files.map((name) => readCheck(join(directory, name))));
  const ids = checks.map(({ id }) => id);
  const repeated = ids.find((id, index) => ids.indexOf(id) !== index);
  if (repeated !== undefined) {
    throw new Error(`two check files declare ${repeated}`);
  }
  return checks;
}

async function readCheck(file: string): Promise<Check> {
  const module: unknown = await import(pathToFileURL(file).href);
  if (!hasCheck(module)) {
    throw new Error(`${file} exports no check`);
  }
  return module.check;
}

function hasCheck(module: unknown): module is { readonly check: Check } {
  return (
    typeof module === "object" &&
    module !== null &&
    "check" in module &&
    typeof module.check === "object" &&
    module.check !== null &&
    "comparisons" in module.check
  );
}
