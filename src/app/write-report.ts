import { chmod, open, rename, rm, stat, writeFile } from "node:fs/promises";
import { PAGE_MARK } from "../report/report-page.ts";
import { ReportFileError } from "./report-file-error.ts";

/** Behind the page's policy, which is shorter than this. */
const MARK_WITHIN_BYTES = 4096;

/**
 * Throws a `ReportFileError` where no report may be written to `path`: a directory or device, or a
 * file that is no report of ours and `isForced` does not say to replace it.
 */
export async function assertReportFile(path: string, isForced: boolean): Promise<void> {
  const found = await stat(path).catch(ignoreMissing);
  if (found === undefined) {
    return;
  }
  if (!found.isFile()) {
    throw new ReportFileError(`${path} is no file that a report could be written to`, {
      hint: "name a file: --out report.html",
    });
  }
  if (!isForced && !(await isReport(path))) {
    throw new ReportFileError(`${path} is there already, and is no report of Billhouse's`, {
      hint: "name another file with --out, or replace it with --force",
    });
  }
}

/**
 * Writes the page; a file that is there is replaced in one step, so that nobody reads half a page, and
 * leaves the page its rights.
 * Throws a `ReportFileError` where it cannot.
 */
export async function writeReport(path: string, html: string): Promise<void> {
  const unfinished = `${path}.${process.pid}.part`;
  try {
    const replaced = await stat(path).catch(ignoreMissing);
    await writeFile(unfinished, html, { flag: "wx" });
    if (replaced !== undefined) {
      await chmod(unfinished, replaced.mode);
    }
    await rename(unfinished, path);
  } catch (error) {
    await rm(unfinished, { force: true }).catch(() => undefined);
    throw new ReportFileError(`${path} cannot be written: ${messageOf(error)}`, {
      hint: "name a file in a directory that is there and may be written to: --out",
      cause: error,
    });
  }
}

async function isReport(path: string): Promise<boolean> {
  const file = await open(path);
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(MARK_WITHIN_BYTES), 0);
    return buffer.toString("utf8", 0, bytesRead).includes(PAGE_MARK);
  } finally {
    await file.close();
  }
}

function ignoreMissing(error: NodeJS.ErrnoException): undefined {
  // Of what else is wrong with the path, writing says more.
  if (error.code !== "ENOENT" && error.code !== "ENOTDIR") {
    throw new ReportFileError(`${error.path ?? "the file"} cannot be looked at: ${error.message}`);
  }
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
