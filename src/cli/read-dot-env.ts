import { readFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "dotenv";
import { UsageError } from "./usage-error.ts";

/**
 * The variables of the `.env` file in `directory`; none where there is no such file. Throws a
 * `UsageError` for one that cannot be read: going on without it would ask the wrong database.
 */
export function readDotEnv(directory: string): Readonly<Record<string, string>> {
  const file = join(directory, ".env");
  try {
    return parse(readFileSync(file, "utf8"));
  } catch (error) {
    const code = error instanceof Error && "code" in error ? String(error.code) : "";
    if (code === "ENOENT") {
      return {};
    }
    throw new UsageError([`${file} cannot be read (${code})`], {
      hint: "mend its permissions, or remove it and set the variables in the environment",
      cause: error,
    });
  }
}
