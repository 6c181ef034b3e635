import { createHash } from "node:crypto";
import type { PageAssets } from "./page-assets.ts";

// frame-ancestors counts in the header only, and browsers complain of it in a <meta>.
const FOR_HEADER = "; frame-ancestors 'none'";

export type ContentPolicy = {
  /** For the page's own `<meta>`. */
  readonly meta: string;
  /** For the header of the answer that carries the page. */
  readonly header: string;
};

/** Lets the page run what it was made with and nothing else, and ask no network for anything. Pure. */
export function contentPolicy({ chartLibrary, script, style }: PageAssets): ContentPolicy {
  const meta = [
    "default-src 'none'",
    `script-src ${sourceOf(chartLibrary)} ${sourceOf(script)}`,
    `style-src ${sourceOf(style)}`,
    "img-src data:",
    "base-uri 'none'",
    "form-action 'none'",
  ].join("; ");
  return { meta, header: meta + FOR_HEADER };
}

function sourceOf(text: string): string {
  return `'sha256-${createHash("sha256").update(text).digest("base64")}'`;
}
