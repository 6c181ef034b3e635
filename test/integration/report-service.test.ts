import { once } from "node:events";
import { type IncomingHttpHeaders, IncomingMessage, request } from "node:http";
import { text } from "node:stream/consumers";
import { Registry } from "prom-client";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createReportSource } from "../../src/app/report-source.ts";
import { billMonthAt } from "../../src/domain/bill-month.ts";
import { keptPage } from "../../src/scheduler/kept-page.ts";
import { type ServiceHttp, startServiceHttp } from "../../src/scheduler/service-http.ts";
import { openDatabase } from "../../src/warehouse/postgres/open-database.ts";
import { type FreshDatabase, freshDatabase } from "../support/fresh-database.ts";
import { mainOfPage } from "../support/main-of-page.ts";
import { memoryLogger } from "../unit/scheduler/memory-logger.ts";
import { seedFleet } from "./seed-report.ts";

const MONTH = billMonthAt(Date.now());

type Service = AsyncDisposable & Pick<ServiceHttp, "origin"> & { readonly logs: () => string };

/** The service's HTTP side with the report of the database that `url` leads to. */
async function serve(
  url: string,
  { timeoutMs = 20_000, nowMs = () => performance.now() } = {},
): Promise<Service> {
  const stack = new AsyncDisposableStack();
  const { logger, lines } = memoryLogger();
  const end = new AbortController();
  const database = stack.use(
    openDatabase({ url, applicationName: "billhouse tests", onIdleError: () => undefined }),
  );
  const source = createReportSource({
    database,
    logger,
    scrub: (words) => words.replaceAll("AKIDsecret", "***"),
    signal: end.signal,
  });
  const http = stack.use(
    await startServiceHttp({
      host: "127.0.0.1",
      port: 0,
      registry: new Registry(),
      probe: async () => ({ ready: true }),
      page: keptPage(source, { clock: { monotonic: nowMs }, timeoutMs }),
      logger,
    }),
  );
  return {
    origin: http.origin,
    logs: () => JSON.stringify(lines),
    [Symbol.asyncDispose]: async () => {
      end.abort();
      await stack.disposeAsync();
    },
  };
}

type Answer = {
  readonly status: number | undefined;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
};

/** As `fetch`, which lets nobody choose a Host. */
async function ask(
  { origin }: Service,
  { method = "GET", path = "/", host = new URL(origin).host } = {},
): Promise<Answer> {
  const asked = request(origin, { method, path, headers: { host } }).end();
  const [response]: unknown[] = await once(asked, "response");
  if (!(response instanceof IncomingMessage)) {
    throw new TypeError("a response was expected");
  }
  return { status: response.statusCode, headers: response.headers, body: await text(response) };
}

describe("the report that npm start shows", () => {
  let database: FreshDatabase;
  beforeAll(async () => {
    database = await freshDatabase();
    await seedFleet(database.pool, { month: MONTH, size: 3 });
  });
  afterAll(async () => {
    await database[Symbol.asyncDispose]();
  });

  test("stands at /, and may do nothing but show itself", async () => {
    await using service = await serve(database.url);
    const { status, headers, body } = await ask(service);
    expect(status).toBe(200);
    expect(mainOfPage(body)).toContain('<data value="7.5" title="7.5">7.50</data>');
    const [, meta = ""] = /security-policy" content="([^"]+)"/.exec(body) ?? [];
    expect(headers).toMatchObject({
      "content-type": "text/html; charset=utf-8",
      "content-security-policy": `${meta.replaceAll("&#39;", "'")}; frame-ancestors 'none'`,
      "referrer-policy": "no-referrer",
      "x-frame-options": "DENY",
      "x-content-type-options": "nosniff",
      "cache-control": "no-store",
    });
  });

  test("has its length in the answer to HEAD, is nowhere else, and takes nothing", async () => {
    await using service = await serve(database.url);
    const get = await ask(service);
    const head = await ask(service, { method: "HEAD", path: "/?again" });
    expect([head.status, head.body]).toEqual([200, ""]);
    expect(head.headers["content-length"]).toBe(get.headers["content-length"]);
    expect((await ask(service, { method: "POST" })).status).toBe(405);
    expect((await ask(service, { path: "/index.html" })).status).toBe(404);
  });

  test("is made anew once a minute, for however many ask", async () => {
    let now = 0;
    await using service = await serve(database.url, { nowMs: () => now });
    const [first, second] = await Promise.all([ask(service), ask(service)]);
    await seedFleet(database.pool, { month: MONTH, size: 1, first: 99 });
    now = 59_999;
    expect([second.body, (await ask(service)).body]).toEqual([first.body, first.body]);
    now = 60_000;
    expect(mainOfPage((await ask(service)).body)).toContain('value="107"');
  });

  test("is refused to names that are not ours, for a web page may have turned its own to us", async () => {
    await using service = await serve(database.url);
    const refused = await ask(service, { host: "rebound.example.com" });
    expect(refused.status).toBe(403);
    expect(refused.body).toMatch(/^this page is not shown under that name: ask by IP address/);
    expect((await ask(service, { host: "localhost:1" })).status).toBe(200);
    const health = await ask(service, { host: "rebound.example.com", path: "/healthz" });
    expect(health.status).toBe(200);
  });

  test("blanks out secrets in the vendor's words", async () => {
    await using fresh = await freshDatabase();
    await seedFleet(fresh.pool, { month: MONTH, size: 1 });
    await fresh.pool.query(
      "update billing_ops.slice set status = 'failed', error_code = 'X', error_message = 'no AKIDsecret'",
    );
    await using service = await serve(fresh.url);
    expect(mainOfPage((await ask(service)).body)).toMatch(/<bdi>no \*\*\*<\/bdi>/);
  });
});

describe("where the report cannot be made, / says why in plain words, without hosts, users or secrets:", () => {
  const HIDDEN = /127\.0\.0\.1|nobody|hunter2|AbortError|Error:|\bat \S+:\d+/;

  test("no database", async () => {
    await using service = await serve("postgres://nobody:hunter2@127.0.0.1:1/none");
    const { status, headers, body } = await ask(service);
    expect(status).toBe(503);
    expect(body).toContain("The database does not answer.");
    expect(body).not.toMatch(HIDDEN);
    expect(headers["content-security-policy"]).toMatch(/^default-src 'none'; style-src 'sha256-/);
    expect(service.logs()).toContain("the report page could not be made");
  });

  test("no schema", async () => {
    await using database = await freshDatabase("empty");
    await using service = await serve(database.url);
    const { status, body } = await ask(service);
    expect([status, body]).toEqual([503, expect.stringContaining("npm run migrate")]);
    expect(body).not.toMatch(HIDDEN);
  });

  test("no answer in time, and nothing is left at work in the database", async () => {
    await using database = await freshDatabase();
    await using service = await serve(database.url, { timeoutMs: 300 });
    const holder = await database.pool.connect();
    await holder.query("begin; lock table billing_ops.slice");
    const { status, body } = await ask(service);
    expect([status, body]).toEqual([503, expect.stringContaining("took too long")]);
    await expect
      .poll(async () => {
        const { rowCount } = await holder.query(
          `select from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`,
        );
        return rowCount;
      })
      .toBe(0);
    await holder.query("rollback");
    holder.release();
  });
});
