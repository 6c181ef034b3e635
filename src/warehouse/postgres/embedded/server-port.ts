import { readFile } from "node:fs/promises";
import { createServer } from "node:net";
import { EmbeddedServerError } from "./embedded-server-error.ts";
import { isErrorCode } from "./error-code.ts";
import { writeOwnedFile } from "./owned-file.ts";

// Above the well-known ports and below those that systems lend to outgoing connections (from 32768
// on Linux, 49152 elsewhere): such a loan would take the kept port away for a moment now and then.
const PORT_MIN = 20_000;
const PORT_MAX = 32_767;
const PICKS_MAX = 100;

/** The port kept in `file`, or undefined when none was picked yet. */
export async function readKeptPort(file: string): Promise<number | undefined> {
  try {
    const port = Number(await readFile(file, "utf8"));
    return Number.isInteger(port) && port > 0 && port < 65_536 ? port : undefined;
  } catch (error) {
    if (isErrorCode(error, "ENOENT")) {
      return undefined;
    }
    throw error;
  }
}

/**
 * The port to start on: the kept one while it is free, so that what people saved in their tools goes
 * on working, else a new one, kept in `file`. `pick` draws a number from [low, high).
 */
export async function keepPort(
  file: string,
  pick: (low: number, high: number) => number,
): Promise<number> {
  const kept = await readKeptPort(file);
  if (kept !== undefined && (await isPortFree(kept))) {
    return kept;
  }
  for (let picks = 0; picks < PICKS_MAX; picks += 1) {
    const port = pick(PORT_MIN, PORT_MAX + 1);
    if (await isPortFree(port)) {
      await writeOwnedFile({ path: file, text: `${port}\n`, mode: 0o644, owner: undefined });
      return port;
    }
  }
  throw new EmbeddedServerError(
    `No free port on 127.0.0.1: ${PICKS_MAX} picks between ${PORT_MIN} and ${PORT_MAX} were taken.`,
    "Free some ports, or set DATABASE_URL.",
  );
}

/** Whether nobody listens on `port` of 127.0.0.1. True a moment ago is no promise for a moment later. */
export async function isPortFree(port: number): Promise<boolean> {
  return await new Promise((resolve, reject) => {
    const server = createServer();
    server.once("error", (error) => {
      if (isErrorCode(error, "EADDRINUSE", "EACCES")) {
        resolve(false);
      } else {
        reject(error);
      }
    });
    server.listen({ host: "127.0.0.1", port, exclusive: true }, () => {
      server.close(() => {
        resolve(true);
      });
    });
  });
}
