import { createHash } from "node:crypto";
import { html, markupText, rawElement } from "./markup.ts";
import type { ReportPage } from "./report-page.ts";

const STYLE =
  ":root{color-scheme:light dark}body{font:1rem/1.5 system-ui,sans-serif;max-width:40rem;margin:3rem auto;padding:0 1rem}";

const POLICY = [
  "default-src 'none'",
  `style-src 'sha256-${createHash("sha256").update(STYLE).digest("base64")}'`,
  "img-src data:",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join("; ");

/** A small page for when there is no report: what is wrong and what to do, each in a sentence. Pure. */
export function renderApologyPage(problem: string, todo: string): ReportPage {
  const page = html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <title>No report just now – Billhouse</title>
        <link rel="icon" href="data:," />
        ${rawElement("style", STYLE, "style")}
      </head>
      <body>
        <main>
          <h1>No report just now</h1>
          <p>${problem}</p>
          <p>${todo}</p>
        </main>
      </body>
    </html> `;
  return { html: markupText(page), contentSecurityPolicy: POLICY };
}
