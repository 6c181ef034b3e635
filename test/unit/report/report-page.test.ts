import { createHash } from "node:crypto";
import { assert, property } from "fast-check";
import { describe, expect, test } from "vitest";
import type { Chart } from "../../../src/report/chart.ts";
import { readPageAssets } from "../../../src/report/page-assets.ts";
import { PAGE_MARK, renderReportPage } from "../../../src/report/report-page.ts";
import { hostileText } from "./hostile-text.ts";
import { pageText, visibleText } from "./page-text.ts";
import { breakdownOf, EMPTY_REPORT, monthOf, reportOf, SOUND_STATUS } from "./sample-report.ts";

function chartsOf(html: string): readonly Chart[] {
  const [, json = ""] = /id="charts">(.*?)<\/script>/s.exec(html) ?? [];
  return JSON.parse(json) as readonly Chart[];
}

describe("the page", () => {
  test("says whose month it is, until when, and from whose point of view", () => {
    const html = pageText(reportOf());
    expect(html).toContain(
      "<title>Tencent Cloud spend, November 2026 so far, as of 2026-11-22 10:15",
    );
    expect(html).toContain('<html lang="en">');
    expect(visibleText(html)).toContain(
      "Charges through 21 November 2026, as of 22 November 2026, 10:15 (UTC+8). Amounts are what the partner is charged.",
    );
  });

  test("says nothing of so far once the month is over", () => {
    expect(pageText(reportOf({ isRunning: false }))).not.toContain("so far");
  });

  test("marks the bills that are the customers' own where others are the partner's", () => {
    const customers = [breakdownOf({ perspective: "customer" })];
    const mark = '<span class="tag">own bill</span>';
    expect(pageText(reportOf({ customers, perspectives: ["partner", "customer"] }))).toContain(
      mark,
    );
    expect(pageText(reportOf({ customers, perspectives: ["customer"] }))).not.toContain(mark);
  });

  test("shows rounded amounts, with the exact one behind each", () => {
    expect(pageText(reportOf())).toContain('<data value="80.005" title="80.005">80.01</data>');
  });

  test("never puts two currencies into one table or chart", () => {
    const euro = monthOf({ currency: "EUR", cost: "7" });
    const html = pageText(
      reportOf({
        months: [monthOf(), euro],
        customers: [breakdownOf(), { ...breakdownOf({ cost: "7" }), currency: "EUR" }],
      }),
    );
    expect(chartsOf(html).filter(({ kind }) => kind === "columns")).toMatchObject([
      { currency: "USD", series: [{ amounts: ["80.005"] }, {}, {}] },
      { currency: "EUR", series: [{ amounts: ["7"] }, {}, {}] },
    ]);
    expect(html).toContain('aria-label="Customers, November 2026, EUR"');
    expect(html).toContain('aria-label="Customers, November 2026, USD"');
  });

  test("leaves a gap where a month between others is not loaded", () => {
    const html = pageText(reportOf({ months: [monthOf({ month: "2026-08" }), monthOf()] }));
    const [chart] = chartsOf(html);
    expect(chart?.labels.map(([month]) => month)).toEqual([
      "Aug 2026",
      "Sep 2026",
      "Oct 2026",
      "Nov 2026",
    ]);
    expect(chart?.series[0]?.amounts).toEqual(["80.005", null, null, "80.005"]);
    expect(visibleText(html)).toContain("Sep 2026 nothing loaded");
  });

  test("counts what is behind the longest list in its sums, and says how much it is", () => {
    const sum = { count: 912, cost: "1000", previousCost: "900", share: "50.0" };
    const customers = [{ ...breakdownOf(), rest: sum, behindTen: sum }];
    const html = pageText(reportOf({ customers }));
    expect(visibleText(html)).toContain("912 customers more 1,000.00 50.0 % 900.00");
    expect(chartsOf(html)[1]).toMatchObject({
      labels: [["Acme"], ["912 others"]],
      series: [{ amounts: ["80.005", "1000"] }],
    });
  });

  test("shows direct accounts apart, and only where there are some", () => {
    const payer = {
      month: "2026-11",
      payerUin: "300000000001",
      payerName: "Direct",
      cost: "5",
      cash: "5",
      freeCredit: null,
      voucher: null,
      commissionCredit: null,
    };
    expect(pageText(reportOf())).not.toContain("Direct accounts");
    const payers = { months: [payer], regions: [] };
    expect(visibleText(pageText(reportOf({ payers })))).toContain(
      "They are no part of the spend above",
    );
  });

  test("shows a payer's bills where there are no customers at all", () => {
    const month = { ...EMPTY_REPORT, month: "2026-11", status: SOUND_STATUS };
    const html = pageText({ ...month, payers: { months: [], regions: [] } });
    expect(html).not.toContain("Spend by month");
    expect(html).not.toContain("No bills yet");
  });

  test.each([
    [false, "npm run sync"],
    [true, "npm run demo"],
  ])("of an empty database is friendly, and names the command (demo: %s)", (isDemo, command) => {
    const html = pageText(EMPTY_REPORT, isDemo);
    expect(html).toContain("No bills yet");
    expect(html).toContain(`<code>${command}</code>`);
    expect(chartsOf(html)).toEqual([]);
  });

  test("of a month of which nothing is loaded says so, and names the command", () => {
    const html = pageText(reportOf({ month: "2026-03", isRunning: false }));
    expect(html).toContain("Nothing is loaded of March 2026");
    expect(html).toContain("<code>npm run backfill -- --from 2026-03 --to 2026-03</code>");
  });

  test("leads to sections that are there, and gives each chart a place of its own", () => {
    const html = pageText(reportOf({ status: { ...SOUND_STATUS, mismatches: 1, slicesLate: 1 } }));
    const ids = [...html.matchAll(/ id="([^"]+)"/g)].map(([, id]) => id);
    const targets = [...html.matchAll(/href="#([^"]+)"/g)].map(([, id]) => id);
    expect(new Set(ids).size).toBe(ids.length);
    expect(targets.filter((id) => !ids.includes(id))).toEqual([]);
    const places = [...html.matchAll(/data-chart="(\d+)"/g)].map(([, index]) => Number(index));
    expect(places).toEqual(chartsOf(html).map((_chart, index) => index));
  });

  test("has a heading for every row and column of its tables", () => {
    const html = pageText(reportOf());
    const [table = ""] = /<table>[\s\S]*?<\/table>/.exec(html) ?? [];
    expect(table).toMatch(/<caption>\s*Spend by month, USD\s*<\/caption>/);
    expect(html.match(/<th\b(?! scope="(?:col|row)")/g)).toBeNull();
  });
});

describe("what stands in the database", () => {
  const HOSTILE = `</script><script>alert(1)</script><!--"'&\u202E\u2028🦀`;

  test("cannot end the script that carries it, nor become markup", () => {
    const html = pageText(
      reportOf({
        customers: [breakdownOf({ name: HOSTILE })],
        products: [breakdownOf({ name: null })],
      }),
    );
    expect(html.match(/<script/g)).toHaveLength(3);
    expect(html).not.toContain("alert(1)</script>");
    expect(html).not.toContain("<!--");
    expect(chartsOf(html)[1]?.labels).toEqual([[HOSTILE]]);
    expect(html).toContain("(no product)");
  });

  test("is the same text again in the page's data, whatever it is", () => {
    assert(
      property(hostileText, (name) => {
        const html = pageText(reportOf({ customers: [breakdownOf({ name })] }));
        expect(chartsOf(html)[1]?.labels).toEqual([[name]]);
      }),
      { numRuns: 50 },
    );
  });
});

describe("the page needs nothing beside itself", () => {
  test("its policy lets it run what it was made with, and nothing else", async () => {
    const assets = await readPageAssets();
    const page = renderReportPage(reportOf(), { assets, isDemo: false });
    const [, meta = ""] =
      /http-equiv="content-security-policy" content="([^"]+)"/.exec(page.html) ?? [];
    const policy = meta.replaceAll("&#39;", "'");
    expect(policy).toMatch(
      /^default-src 'none'; script-src 'sha256-[^']+' 'sha256-[^']+'; style-src /,
    );
    expect(page.contentSecurityPolicy).toBe(`${policy}; frame-ancestors 'none'`);
    const scripts = [...page.html.matchAll(/<script(?: type="module")?>([\s\S]*?)<\/script>/g)];
    const styles = [...page.html.matchAll(/<style>([\s\S]*?)<\/style>/g)];
    expect([scripts.length, styles.length]).toEqual([2, 1]);
    for (const [, text = ""] of [...scripts, ...styles]) {
      expect(policy).toContain(createHash("sha256").update(text).digest("base64"));
    }
    expect(page.html).not.toMatch(/ style="| on[a-z]+="/);
  });

  test("it names no other file and no host", async () => {
    const { html } = renderReportPage(reportOf(), {
      assets: await readPageAssets(),
      isDemo: false,
    });
    const own = html.replaceAll(/<script>[\s\S]*?<\/script>/g, "");
    expect(own).not.toMatch(/https?:\/\//);
    expect(html).not.toContain("sourceMappingURL");
    expect(html.match(/ (?:src|href)="(?!#|data:,)/g)).toBeNull();
  });

  test("it is known by its beginning", () => {
    expect(pageText(EMPTY_REPORT).slice(0, 2000)).toContain(PAGE_MARK);
  });
});
