import type { SpendReport } from "../../../src/domain/spend-report.ts";
import { readPageAssets } from "../../../src/report/page-assets.ts";
import { renderReportPage } from "../../../src/report/report-page.ts";

const assets = await readPageAssets();

/** The page of a report, with the library's name in place of its 200 KB. */
export function pageText(report: SpendReport, isDemo = false): string {
  const short = { ...assets, chartLibrary: "window.Chart = class {};" };
  return renderReportPage(report, { assets: short, isDemo }).html;
}

/** What a reader sees of it: no markup, single spaces. */
export function visibleText(html: string): string {
  return html
    .replace(/[\s\S]*<body>/, "")
    .replaceAll(/<script[\s\S]*?<\/script>/g, "")
    .replaceAll(/<\/?(?:bdi|data|small|strong|span|code|time|a)\b[^>]*>/g, "")
    .replaceAll(/<[^>]*>/g, " ")
    .replaceAll("&lt;", "<")
    .replaceAll("&gt;", ">")
    .replaceAll("&quot;", '"')
    .replaceAll("&#39;", "'")
    .replaceAll("&amp;", "&")
    .replaceAll(/\s+/g, " ");
}
