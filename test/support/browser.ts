import { existsSync } from "node:fs";
import path from "node:path";
import { type Browser, chromium } from "playwright-core";
import { describe } from "vitest";

const NAMES = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"];

/** Set where a machine without a browser is to fail and not to skip: `.ci/run` does. */
const isRequired = (process.env["BILLHOUSE_REQUIRE_BROWSER"] ?? "") !== "";

const executable = (process.env["PATH"] ?? "")
  .split(path.delimiter)
  .concat("/usr/bin")
  .flatMap((folder) => NAMES.map((name) => path.join(folder, name)))
  .find((file) => existsSync(file));

/** As `describe`; skipped where there is no Chromium, unless one is required: then its tests fail. */
export const describeInBrowser = executable === undefined && !isRequired ? describe.skip : describe;

/** Starts a headless Chromium of this machine; dispose it to end it. Throws where there is none. */
export async function openBrowser(): Promise<Browser & AsyncDisposable> {
  if (executable === undefined) {
    throw new Error("there is no Chromium on this machine: apt-get install chromium");
  }
  // Its sandbox refuses to run for root; the only page it is shown is ours.
  const args = process.getuid?.() === 0 ? ["--no-sandbox"] : [];
  return await chromium.launch({ executablePath: executable, args });
}
