import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { AccountError } from "../../src/domain/account-error.ts";
import type { Table } from "../../src/domain/table.ts";
import { valueColumns } from "../../src/domain/table.ts";
import { demoTenant } from "../../src/simulator/demo-tenant.ts";
import { type Simulator, startSimulator } from "../../src/simulator/start-simulator.ts";
import { amountOf, paddedText } from "../../src/simulator/tenant/amount.ts";
import { totalCost } from "../../src/simulator/tenant/bill-line.ts";
import { readLines } from "../../src/simulator/tenant/bill-lines.ts";
import { linesOf } from "../../src/simulator/tenant/edit-tenant.ts";
import { readStreams } from "../../src/source/tencent/read-streams.ts";
import { ACCOUNTS, openSource, rowsOf, streamNamed } from "./source-playground.ts";

const NOW = Date.parse("2026-11-21T04:00:00Z");
const MONTH = "2026-10";
const TENANT = demoTenant(NOW);
const UINS = TENANT.customers.map(({ uin }) => uin);
const STREAMS = await readStreams();

let simulator: Simulator;
beforeAll(async () => {
  simulator = await startSimulator({ tenant: TENANT, now: () => NOW, limits: "none" });
});
beforeEach(() => simulator.resetCalls());
afterAll(() => simulator.close());

const open = () => openSource({ origin: simulator.origin, streams: STREAMS, now: NOW });
const tableOf = (stream: string, at = 0): Table => streamNamed(STREAMS, stream).tables[at]!;

describe("every stream of a reseller, its customer and a direct account", () => {
  test.each(STREAMS)(
    "$name gives rows for each of its tables, one value a column",
    async ({ name, tables }) => {
      const pages = await open().extract(name, { customerUins: UINS });
      for (const [at, table] of tables.entries()) {
        const rows = pages.flatMap((page) => page.rows[at] ?? []);
        // Groups of products have no products inside.
        expect(rows.length > 0).toBe(!(name === "customer_bill_by_product" && at === 1));
        expect(rows.filter(({ values }) => values.length !== valueColumns(table).length)).toEqual(
          [],
        );
      }
    },
  );

  test.each(STREAMS)("$name knows every field that it is answered", async ({ name }) => {
    const pages = await open().extract(name, { customerUins: UINS });
    const extras = pages.flatMap(({ rows }) => rows.flat().map(({ extra }) => extra));
    const unknown = extras.flatMap((extra) => Object.keys(JSON.parse(extra ?? "{}") as object));
    expect(unknown.filter((field) => field !== "$raw")).toEqual([]);
  });
});

describe("the lines of a bill", () => {
  test.each(UINS)("of %s are the vendor's, each once and in order", async (uin) => {
    const lines = [...readLines(linesOf(TENANT, { uin, month: MONTH }))];
    const { carriesIds } = TENANT.customers.find((customer) => customer.uin === uin)!;
    const pages = await open().extract("partner_bill_detail", { uin });
    const rows = pages.flatMap((page) => page.rows[0]!);
    expect(rows.map(({ lineId }) => lineId)).toEqual(
      lines.map(({ id }) => (carriesIds ? id : null)),
    );
    expect(
      rowsOf(tableOf("partner_bill_detail"), pages).map((row) =>
        paddedText(amountOf(row["total_cost"]!)),
      ),
    ).toEqual(lines.map((line) => paddedText(totalCost(line))));
  });

  test("are read in pages of 200, numbered from 1, each page once", async () => {
    await open().extract("partner_bill_detail");
    expect(simulator.calls().map(({ params }) => params)).toEqual(
      [1, 2, 3, 4].map((page) => ({
        CustomerUin: 200_000_000_001,
        Month: MONTH,
        Page: page,
        PageSize: 200,
      })),
    );
  });

  test("keep digits that a JavaScript number cannot hold", async () => {
    const rows = rowsOf(
      tableOf("partner_bill_detail"),
      await open().extract("partner_bill_detail"),
    );
    const operators = rows.map((row) => BigInt(row["operator_account_id"]!));
    expect(operators.some((id) => id > 2n ** 53n && BigInt(Number(id)) !== id)).toBe(true);
    const expected = [...readLines(linesOf(TENANT, { uin: UINS[0]!, month: MONTH }))];
    expect(operators.map(String)).toEqual(expected.map(({ operatorId }) => operatorId));
  });

  test("are none in a month without a bill, however the vendor writes that", async () => {
    const pages = await open().extract("partner_bill_detail", { uin: UINS[5]! });
    expect(pages.flatMap(({ rows }) => rows.flat())).toEqual([]);
  });
});

test.each(UINS.slice(0, 5))(
  "the bill of %s adds up to the same total in every stream",
  async (uin) => {
    const { extract } = open();
    const sumOf = async (stream: string): Promise<string> => {
      const rows = rowsOf(tableOf(stream), await extract(stream, { uin }));
      return paddedText(rows.reduce((sum, row) => sum + amountOf(row["total_cost"]!), 0n));
    };
    const streams = ["by_region", "by_pay_mode", "by_product", "detail"];
    const total = await sumOf("partner_bill_total");
    expect(await Promise.all(streams.map((name) => sumOf(`partner_bill_${name}`)))).toEqual(
      streams.map(() => total),
    );
  },
);

test("customers are listed with their UINs trimmed", async () => {
  expect(TENANT.customers.some(({ listedAs, uin }) => listedAs !== uin)).toBe(true);
  const pages = await open().extract("customer");
  expect(rowsOf(tableOf("customer"), pages)).toEqual(UINS.map((uin) => ({ customer_uin: uin })));
});

test("a tag summary asks once for each tag key, and numbers its requests", async () => {
  const pages = await open().extract("customer_bill_by_tag");
  expect(pages.map(({ request, number }) => [request, number])).toEqual([
    [0, 1],
    [1, 1],
  ]);
  expect(simulator.calls().map(({ params }) => params["TagKey"])).toEqual([["team"], ["环境"]]);
});

test("calls are signed for the service they belong to, in English, and counted", async () => {
  const { extract, sent, source } = open();
  await extract("partner_bill_by_region");
  await extract("payer_bill_by_region");
  expect(
    simulator.calls().map(({ service, version, outcome }) => [service, version, outcome]),
  ).toEqual([
    ["intlpartnersmgt", "2022-09-28", "ok"],
    ["billing", "2018-07-09", "ok"],
  ]);
  expect(sent.map(({ headers }) => headers["x-tc-language"])).toEqual(["en-US", "en-US"]);
  expect(source.meter()).toEqual({ calls: 2, throttles: 0 });
});

test("a temporary credential sends its token, a lasting one sends none", async () => {
  const { extract, sent } = open();
  const pages = await extract("partner_bill_by_region", { account: "temporary" });
  await extract("partner_bill_by_region");
  expect(pages[0]?.rows[0]?.length).toBeGreaterThan(0);
  expect(sent.map(({ headers }) => headers["x-tc-token"])).toEqual([
    ACCOUNTS.temporary.token,
    undefined,
  ]);
});

describe("a lane", () => {
  test("is the same for all streams of one action and key, and says nothing about the secret", () => {
    const { source } = open();
    const keyOf = (account: string, stream: string): string =>
      source.laneOf(account, streamNamed(STREAMS, stream)).key;
    expect(keyOf("customer", "customer_bill_by_tag")).toBe(
      keyOf("customer", "customer_bill_by_product"),
    );
    expect(keyOf("customer", "customer_bill_by_tag")).not.toBe(
      keyOf("customer", "customer_bill_detail"),
    );
    expect(keyOf("partner", "customer")).not.toBe(keyOf("temporary", "customer"));
    expect(keyOf("partner", "partner_bill_by_region")).not.toBe(
      keyOf("partner", "payer_bill_by_region"),
    );
    expect(keyOf("partner", "customer")).not.toContain(ACCOUNTS.partner.secretId);
  });
});

describe("a probe", () => {
  const probe = async (account: string, stream: string, accounts = Object.values(ACCOUNTS)) => {
    const { source } = openSource({
      origin: simulator.origin,
      streams: STREAMS,
      now: NOW - 90_000,
      accounts: [...accounts],
    });
    const signal = new AbortController().signal;
    return await source.probe(account, streamNamed(STREAMS, stream), UINS[0]!, signal);
  };

  test.each(STREAMS.filter(({ name }) => name !== "customer_bill_by_tag"))(
    "of $name is one call that says it may be read, and how far the clocks are apart",
    async ({ name, role }) => {
      expect(await probe(role, name)).toMatchObject({
        account: role,
        ok: true,
        clockSkewMs: 90_000,
      });
      expect(simulator.calls().length).toBe(1);
    },
  );

  test("of a refused credential says so, and is not made again", async () => {
    const refused = { ...ACCOUNTS.partner, secretKey: "another" };
    const { ok, error } = await probe("partner", "customer", [refused as never]);
    expect([ok, error]).toEqual([false, expect.any(AccountError)]);
    expect(simulator.calls().length).toBe(1);
  });
});
