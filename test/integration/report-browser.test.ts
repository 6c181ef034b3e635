import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { pathToFileURL } from "node:url";
import type { Browser, Page } from "playwright-core";
import { Registry } from "prom-client";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type MadeReport, makeReportPage } from "../../src/app/make-report-page.ts";
import { startServiceHttp } from "../../src/scheduler/service-http.ts";
import { describeInBrowser, openBrowser } from "../support/browser.ts";
import { type DemoWarehouse, openDemoWarehouse } from "../support/demo-warehouse.ts";
import {
  CUT_OFF_TEXTS,
  FIRST_BAR_COLOUR,
  FIRST_PICTURE,
  FIRST_TOOLTIPS,
  FOCUSED_TEXT,
  HAS_DRAWN,
  INK_OF_CHARTS,
  PAGE_COLOURS,
  PAGE_WIDTH,
} from "../support/page-probes.ts";
import { readText } from "../support/read-table.ts";
import { memoryLogger } from "../unit/scheduler/memory-logger.ts";

const HOSTILE = [
  `</script><script>window.wasHacked = true</script>`,
  `"><img src=x onerror="window.wasHacked = true">`,
  "{{constructor.constructor('window.wasHacked = true')()}} ${window.wasHacked = true}",
  "شركة الاتصالات \u202Egnp.exe",
  "Loooooooooooooooooooooooooooooooooooooooooooooooooooooooooooong 🦀 & Söhne",
];

const SCREENS = [
  { colorScheme: "light", width: 360 },
  { colorScheme: "light", width: 1440 },
  { colorScheme: "dark", width: 360 },
  { colorScheme: "dark", width: 1440 },
] as const;

/** A page as a reader has it, and what went wrong while it was opened. */
type Reader = AsyncDisposable & {
  readonly page: Page;
  readonly complaints: readonly string[];
  readonly requests: readonly string[];
};

describeInBrowser("the report in a browser", () => {
  let warehouse: DemoWarehouse;
  let browser: Browser & AsyncDisposable;
  let folder: string;
  let url: string;
  let report: MadeReport;

  beforeAll(async () => {
    warehouse = await openDemoWarehouse();
    await warehouse.database.pool.query(
      `update billing.customer c set name = h.name
       from unnest($1::text[]) with ordinality h(name, at)
       where c.customer_uin = '20000000000' || h.at`,
      [HOSTILE],
    );
    report = await makeReportPage(warehouse.database, {
      isDemo: false,
      schemaHint: "",
      scrub: (text) => text,
      signal: new AbortController().signal,
    });
    folder = await mkdtemp(path.join(tmpdir(), "billhouse-report-"));
    const file = path.join(folder, "report.html");
    await writeFile(file, report.html);
    url = pathToFileURL(file).href;
    browser = await openBrowser();
  }, 60_000);

  afterAll(async () => {
    await browser?.[Symbol.asyncDispose]();
    await warehouse?.[Symbol.asyncDispose]();
    await rm(folder ?? "", { recursive: true, force: true });
  });

  async function open(
    { colorScheme, width }: (typeof SCREENS)[number],
    { at = url, ...more }: { readonly at?: string; readonly javaScriptEnabled?: boolean } = {},
  ): Promise<Reader> {
    const context = await browser.newContext({
      colorScheme,
      viewport: { width, height: 800 },
      ...more,
    });
    const page = await context.newPage();
    const complaints: string[] = [];
    const requests: string[] = [];
    page.on("console", (message) => complaints.push(message.text()));
    page.on("pageerror", (error) => complaints.push(error.message));
    page.on("dialog", (dialog) => complaints.push(dialog.message()));
    page.on("request", (request) => requests.push(request.url()));
    await page.goto(at, { waitUntil: "load" });
    if (more.javaScriptEnabled !== false) {
      await page.waitForFunction(HAS_DRAWN);
    }
    return { page, complaints, requests, [Symbol.asyncDispose]: async () => await context.close() };
  }

  test.each(SCREENS)(
    "on a $colorScheme screen of $width px: nothing complains, nothing is asked for, nothing sticks out, every chart is drawn",
    async (screen) => {
      await using reader = await open(screen);
      const { page, complaints, requests } = reader;
      expect(complaints).toEqual([]);
      expect(requests).toEqual([url]);
      const width = await page.evaluate<number>(PAGE_WIDTH);
      expect(width).toBeLessThanOrEqual(screen.width);
      const drawn = await page.evaluate<readonly number[]>(INK_OF_CHARTS);
      expect(drawn.length).toBeGreaterThanOrEqual(6);
      expect(Math.min(...drawn)).toBeGreaterThan(1000);
      expect(await page.evaluate(CUT_OFF_TEXTS)).toEqual([]);
    },
  );

  test("at the service's address it is the same, and asks for nothing more", async () => {
    await using service = await startServiceHttp({
      host: "127.0.0.1",
      port: 0,
      registry: new Registry(),
      probe: async () => ({ ready: true }),
      page: async () => ({ ...report, isMade: true }),
      logger: memoryLogger().logger,
    });
    await using reader = await open(SCREENS[1], { at: service.origin });
    expect(reader.complaints).toEqual([]);
    expect(reader.requests).toEqual([`${service.origin}/`]);
    expect(
      Math.min(...(await reader.page.evaluate<readonly number[]>(INK_OF_CHARTS))),
    ).toBeGreaterThan(1000);
  });

  test("names from the database are shown as they are, and do not run", async () => {
    await using reader = await open(SCREENS[1]);
    const { page } = reader;
    expect(await page.evaluate("'wasHacked' in globalThis")).toBe(false);
    const names = await page.locator("#customers tbody bdi").allTextContents();
    expect(names.toSorted()).toEqual(expect.arrayContaining(HOSTILE.toSorted()));
    expect(await page.locator("img, iframe, object").count()).toBe(0);
  });

  test("what a table shows is what SQL says: exact behind, rounded as PostgreSQL does in front", async () => {
    await using reader = await open(SCREENS[1]);
    const cells = await reader.page
      .locator("#months tbody tr > td:nth-child(2) data")
      .evaluateAll((elements) =>
        elements.map((element) => [element.getAttribute("value"), element.textContent]),
      );
    const months = await readText(
      warehouse.database.pool,
      `select trim_scale(sum(total_cost)) as exact,
         to_char(round(sum(total_cost), 2), 'FM999,999,999,990.00') as shown
       from billing.bill_detail where source_action = 'DescribeCustomerBillDetail'
       group by bill_month order by bill_month desc`,
    );
    expect(months.length).toBeGreaterThanOrEqual(4);
    expect(cells).toEqual(months.map(({ exact, shown }) => [exact, shown]));
  });

  test("a chart's tooltip says the exact amount", async () => {
    await using reader = await open(SCREENS[1]);
    const { page } = reader;
    const tooltips = await page.evaluate(FIRST_TOOLTIPS);
    const exact = await page
      .locator("#months tbody tr > td:nth-child(2) data")
      .evaluateAll((elements) => elements.map((element) => element.getAttribute("value")));
    expect(tooltips).toEqual(exact.toReversed().map((amount) => `Charged ${amount} USD`));
  });

  test("charts change their colours with the screen's, and are light on paper", async () => {
    await using reader = await open(SCREENS[3]);
    const { page } = reader;
    const picture = async (): Promise<string> => await page.evaluate<string>(FIRST_PICTURE);
    const dark = await picture();
    await page.emulateMedia({ colorScheme: "light" });
    await expect.poll(picture).not.toBe(dark);
    const light = await page.evaluate(FIRST_BAR_COLOUR);
    await page.emulateMedia({ colorScheme: "dark" });
    await expect.poll(picture).toBe(dark);
    await page.emulateMedia({ colorScheme: "dark", media: "print" });
    await expect.poll(async () => await page.evaluate(FIRST_BAR_COLOUR)).toBe(light);
    expect(await page.evaluate(PAGE_COLOURS)).toEqual([
      "light rgb(255, 255, 255) rgb(0, 0, 0)",
      "light rgb(255, 255, 255) rgb(27, 32, 41)",
    ]);
    expect(await page.locator("nav").isVisible()).toBe(false);
  });

  test("without scripts it is whole but for the charts", async () => {
    await using reader = await open(SCREENS[1], { javaScriptEnabled: false });
    const { page } = reader;
    expect(await page.locator("figure:visible").count()).toBe(0);
    expect(await page.locator("#months tbody tr").count()).toBeGreaterThanOrEqual(4);
  });

  test("the keyboard reaches the figures first, and every box that scrolls", async () => {
    await using reader = await open(SCREENS[0]);
    const { page } = reader;
    await page.keyboard.press("Tab");
    expect(await page.evaluate(FOCUSED_TEXT)).toBe("Skip to the figures");
    await page.keyboard.press("Enter");
    expect(new URL(page.url()).hash).toBe("#figures");
    const boxes = page.locator(".scroll");
    expect(await boxes.count()).toBeGreaterThan(5);
    expect(
      await page.locator('.scroll:not([tabindex="0"][role="region"][aria-label])').count(),
    ).toBe(0);
  });

  test("who does not see the charts is told what they draw, and where the figures are", async () => {
    await using reader = await open(SCREENS[1]);
    const texts = await reader.page
      .locator('canvas[role="img"]')
      .evaluateAll((elements) => elements.map((element) => element.getAttribute("aria-label")));
    expect(texts.length).toBe(await reader.page.locator("canvas").count());
    for (const text of texts) {
      expect(text).toMatch(/chart .*; the table beside it has the figures\.$/);
    }
    const headings = await reader.page
      .locator("h1, h2, h3")
      .evaluateAll((elements) => elements.map(({ tagName }) => tagName).join(""));
    expect(headings).toMatch(/^H1(H2(H3)*)+$/);
    expect(await reader.page.locator("header, main, footer, nav").count()).toBe(4);
  });
});
