import { randomUUID } from "node:crypto";
import { link, readFile, rm, writeFile } from "node:fs/promises";
import { setTimeout as sleep } from "node:timers/promises";
import { z } from "zod";
import { EmbeddedServerError } from "./embedded-server-error.ts";
import { isErrorCode } from "./error-code.ts";
import { readRunningProcess } from "./running-process.ts";

const OwnerSchema = z.object({ token: z.string(), pid: z.int(), startMark: z.string() });
type Owner = z.infer<typeof OwnerSchema>;

const POLL_MS = 25;

/**
 * Takes the lock file at `path`, waiting up to `waitMs` for a living owner, and gives it back on
 * disposal. The lock of a dead process is taken over, by one of its waiters only. Not reentrant.
 * Throws `EmbeddedServerError` when the wait is over.
 */
export async function takeOwnerLock(path: string, waitMs: number): Promise<AsyncDisposable> {
  const self = await readRunningProcess(process.pid);
  const own: Owner = {
    token: randomUUID(),
    pid: process.pid,
    startMark: self?.startMark ?? "",
  };
  const deadline = performance.now() + waitMs;
  while (!(await tryLock(path, own))) {
    if (performance.now() > deadline) {
      throw new EmbeddedServerError(
        `${path} has been held by process ${(await readOwner(path))?.pid ?? "unknown"} for ${waitMs / 1000} s.`,
        "Wait for that process or end it. If it has nothing to do with Billhouse, remove the file.",
      );
    }
    await sleep(POLL_MS);
  }
  return { [Symbol.asyncDispose]: async () => await rm(path, { force: true }) };
}

async function tryLock(path: string, own: Owner): Promise<boolean> {
  const owner = await readOwner(path);
  if (owner === undefined) {
    return await tryLink(path, own);
  }
  if (!(await isAlive(owner))) {
    await removeStaleLock(path, owner, own);
  }
  return false;
}

/**
 * Two waiters may both find the same dead owner, and the slower one must not remove the lock that
 * the faster one has taken since. So only the holder of a second lock, named after the dead owner's
 * token, may remove it, and it looks again first.
 */
async function removeStaleLock(path: string, stale: Owner, own: Owner): Promise<void> {
  const claim = `${path}.${stale.token}`;
  if (!(await tryLock(claim, own))) {
    return;
  }
  try {
    if ((await readOwner(path))?.token === stale.token) {
      await rm(path, { force: true });
    }
  } finally {
    await rm(claim, { force: true });
  }
}

/**
 * A link shows the file with its whole content or not at all; a file opened and then written would
 * show the others an owner that is not there yet.
 */
async function tryLink(path: string, own: Owner): Promise<boolean> {
  const draft = `${path}.${own.token}.draft`;
  await writeFile(draft, JSON.stringify(own), { flag: "wx" });
  try {
    await link(draft, path);
    return true;
  } catch (error) {
    if (isErrorCode(error, "EEXIST")) {
      return false;
    }
    throw error;
  } finally {
    await rm(draft, { force: true });
  }
}

async function readOwner(path: string): Promise<Owner | undefined> {
  try {
    const parsed = OwnerSchema.safeParse(parseJson(await readFile(path, "utf8")));
    // Links are whole, so only a power cut leaves a torn one: its owner is gone.
    return parsed.success ? parsed.data : { token: "torn", pid: -1, startMark: "" };
  } catch (error) {
    if (isErrorCode(error, "ENOENT")) {
      return undefined;
    }
    throw error;
  }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

async function isAlive(owner: Owner): Promise<boolean> {
  // Signalling -1 would mean every process.
  const running = owner.pid > 0 ? await readRunningProcess(owner.pid) : undefined;
  // A system that does not tell when a process started gives no ground to break its lock.
  return running !== undefined && ["", owner.startMark].includes(running.startMark);
}
