import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import path from "node:path";

const require = createRequire(import.meta.url);

/** What the page carries along, so that it asks no network for anything. */
export type PageAssets = {
  /** Draws `Chart`s; leaves itself as `window.Chart`. */
  readonly chartLibrary: string;
  /** The page's own script, a module. */
  readonly script: string;
  readonly style: string;
};

/** Reads the files that the page is made with. */
export async function readPageAssets(): Promise<PageAssets> {
  // The package's main file lies beside the build for browsers, which no export of it names.
  const main = require.resolve("chart.js");
  const [chartLibrary, script, style] = await Promise.all([
    readFile(path.join(path.dirname(main), "chart.umd.min.js"), "utf8"),
    readFile(path.join(import.meta.dirname, "page/charts.js"), "utf8"),
    readFile(path.join(import.meta.dirname, "page/page.css"), "utf8"),
  ]);
  // The library names a file beside it, which developer tools would ask for.
  const mapLine = /^\/\/# sourceMappingURL=.*$/m;
  return { chartLibrary: chartLibrary.replace(mapLine, ""), script, style };
}
