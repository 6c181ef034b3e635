import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { EmbeddedServerError } from "./embedded-server-error.ts";
import { isErrorCode } from "./error-code.ts";
import { writeOwnedFile } from "./owned-file.ts";
import type { ServerPlace } from "./server-place.ts";

/** The superuser, and the only role a new cluster has. */
export const SERVER_USER = "billhouse";

/** The file that holds the password, readable by the server's account alone. */
export function passwordFileOf(place: ServerPlace): string {
  return join(place.dataDir, "password");
}

/** The password of an existing cluster. Throws `EmbeddedServerError` when it was lost. */
export async function readPassword(place: ServerPlace): Promise<string> {
  const password = await findPassword(place);
  if (password === undefined) {
    throw new EmbeddedServerError(
      `${passwordFileOf(place)} is missing or empty, and without it nobody can connect to the database beside it.`,
      `Restore the file, or move ${place.dataDir} away to start with an empty database.`,
    );
  }
  return password;
}

/** Makes sure there is a password before a cluster is made with it. Callers hold the lock. */
export async function ensurePassword(place: ServerPlace, random: () => string): Promise<void> {
  if ((await findPassword(place)) === undefined) {
    const text = `${random()}\n`;
    await writeOwnedFile({ path: passwordFileOf(place), text, mode: 0o600, owner: place.account });
  }
}

async function findPassword(place: ServerPlace): Promise<string | undefined> {
  try {
    const password = (await readFile(passwordFileOf(place), "utf8")).trim();
    return password === "" ? undefined : password;
  } catch (error) {
    if (isErrorCode(error, "ENOENT")) {
      return undefined;
    }
    throw error;
  }
}
