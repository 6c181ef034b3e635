import type { SpendReport } from "../domain/spend-report.ts";
import { type Chart, chartPlace } from "./chart.ts";
import { contentPolicy } from "./content-policy.ts";
import { dayName, instantName, monthName } from "./date-text.ts";
import { type Content, html, type Markup, markupText, rawElement } from "./markup.ts";
import { banner, cards } from "./overview.ts";
import type { PageAssets } from "./page-assets.ts";
import { type Section, sectionMarkup } from "./section.ts";
import { breakdownSections } from "./sections/breakdown-sections.ts";
import { changesSection } from "./sections/changes-section.ts";
import { coverageSection } from "./sections/coverage-section.ts";
import { monthsSection } from "./sections/months-section.ts";
import { moversSection } from "./sections/movers-section.ts";
import { payersSection } from "./sections/payers-section.ts";
import { reconciliationSection } from "./sections/reconciliation-section.ts";
import { runsSection } from "./sections/runs-section.ts";
import { unknownNamesSection } from "./sections/unknown-names-section.ts";
import { COMMANDS, DEMO_COMMANDS, judge, type PageCommands } from "./verdict.ts";

/** By what a page of ours is told from a file of somebody else's. */
export const PAGE_MARK = '<meta name="generator" content="Billhouse" />';

export type ReportPage = {
  /** The whole page, which needs nothing beside itself. */
  readonly html: string;
  /** For the header of the answer that carries it. */
  readonly contentSecurityPolicy: string;
};

export type PageOptions = {
  readonly assets: PageAssets;
  /** Whether the bills are the demo's: then its commands are named. */
  readonly isDemo: boolean;
};

/** The report as one HTML page. Pure. */
export function renderReportPage(report: SpendReport, options: PageOptions): ReportPage {
  const { assets, isDemo } = options;
  const commands = isDemo ? DEMO_COMMANDS : COMMANDS;
  const sections = sectionsOf(report, commands);
  const charts = sections.flatMap(({ blocks }) => blocks.flatMap(({ chart }) => chart ?? []));
  const place = (chart: Chart): Markup => chartPlace(charts.indexOf(chart), chart);
  const policy = contentPolicy(assets);
  const title = titleOf(report);
  const page = html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta http-equiv="content-security-policy" content="${policy.meta}" />
        <meta name="generator" content="Billhouse" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        <meta name="referrer" content="no-referrer" />
        <meta name="robots" content="noindex" />
        <meta name="format-detection" content="telephone=no" />
        <title>${title}, as of ${report.at} (UTC+8) – Billhouse</title>
        <link rel="icon" href="data:," />
        ${rawElement("style", assets.style, "style")}
      </head>
      <body>
        <a class="skip" href="#figures">Skip to the figures</a>
        ${pageHeader(report, { title, sections, isDemo })}
        <main id="figures">
          ${emptyNote(report, commands, isDemo)}${banner(judge(report.status, commands), report)}${cards(report)}
          ${sections.map((section) => sectionMarkup(section, place))}
        </main>
        <footer>
          <p>
            Exact amounts stand behind the rounded ones: point at them. All of it is in the views of
            <code>billing_mart</code>; this page was made by <code>${commands.report}</code>.
          </p>
        </footer>
        ${rawElement('script type="application/json" id="charts"', jsonText(charts), "script")}
        ${rawElement("script", assets.chartLibrary, "script")}
        ${rawElement('script type="module"', assets.script, "script")}
      </body>
    </html> `;
  return { html: markupText(page), contentSecurityPolicy: policy.header };
}

/** As `<` is written as an escape, no word in it ends the script that it stands in. */
function jsonText(value: unknown): string {
  return JSON.stringify(value).replaceAll("<", String.raw`\u003c`);
}

function titleOf({ month, isRunning }: SpendReport): string {
  return month === undefined
    ? "Tencent Cloud spend"
    : `Tencent Cloud spend, ${monthName(month)}${isRunning ? " so far" : ""}`;
}

function sectionsOf(report: SpendReport, commands: PageCommands): readonly Section[] {
  const spend =
    report.months.length === 0
      ? []
      : [monthsSection(report), ...breakdownSections(report), moversSection(report)];
  return [
    ...(report.month === undefined ? [] : [...spend, ...payersSection(report)]),
    reconciliationSection(report, commands),
    coverageSection(report, commands),
    changesSection(report),
    runsSection(report),
    ...unknownNamesSection(report),
  ];
}

type Heading = {
  readonly title: string;
  readonly sections: readonly Section[];
  readonly isDemo: boolean;
};

function pageHeader(report: SpendReport, { title, sections, isDemo }: Heading): Markup {
  const { dataThrough } = report.status;
  const facts: readonly Content[] = [
    ...(dataThrough === null ? [] : [`Charges through ${dayName(dataThrough)}`]),
    html`as of
      <time datetime="${report.at.replace(" ", "T")}+08:00">${instantName(report.at)}</time>
      (UTC+8)`,
  ];
  return html`<header>
    <p class="brand">
      Billhouse${isDemo ? html` <span class="tag">demo: made-up bills</span>` : undefined}
    </p>
    <h1>${title}</h1>
    <p class="meta">
      ${facts.map((fact, index) => html`${index === 0 ? undefined : ", "}${fact}`)}.
      ${perspectiveText(report)}
    </p>
    <nav aria-label="Sections">
      <ul>
        ${sections.map(({ id, title: name }) => html`<li><a href="#${id}">${name}</a></li>`)}
      </ul>
    </nav>
  </header> `;
}

function perspectiveText({ perspectives }: SpendReport): string {
  if (perspectives.length > 1) {
    return "Amounts are what the partner is charged; where its lines are not loaded, the customer's own bill, which is marked.";
  }
  const [perspective] = perspectives;
  if (perspective === undefined) {
    return "";
  }
  return perspective === "partner"
    ? "Amounts are what the partner is charged."
    : "Amounts are those of the customers' own bills.";
}

/** Says so where there is nothing to tell: no bill at all, or none of the month that was asked for. */
function emptyNote(
  report: SpendReport,
  { load }: PageCommands,
  isDemo: boolean,
): Markup | undefined {
  const { month, months, payers } = report;
  if (month === undefined) {
    return note(
      "No bills yet",
      html`This database has the tables, and no bill in them. <code>${load}</code> loads
        them${isDemo ? undefined : html`; <code>npm run doctor</code> says what stands in the way`}.
        Then make this page again.`,
    );
  }
  if ([...months, ...payers.months].some((spend) => spend.month === month)) {
    return undefined;
  }
  return note(
    `Nothing is loaded of ${monthName(month)}`,
    isDemo
      ? "The demo loads two months only."
      : html`<code>npm run backfill -- --from ${month} --to ${month}</code> loads it.`,
  );
}

function note(title: string, text: Content): Markup {
  return html`<section class="empty" aria-labelledby="empty-title">
    <h2 id="empty-title">${title}</h2>
    <p>${text}</p>
  </section> `;
}
