import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { demoTenant } from "../../src/simulator/demo-tenant.ts";
import { SIMULATED_CREDENTIALS } from "../../src/simulator/simulated-credentials.ts";
import { type Simulator, startSimulator } from "../../src/simulator/start-simulator.ts";
import { amountOf, paddedText } from "../../src/simulator/tenant/amount.ts";
import { unbindCustomer } from "../../src/simulator/tenant/edit-tenant.ts";
import type { SimulatedCredential } from "../../src/simulator/tenant/tenant.ts";
import { addMonths, billMonthAt } from "../../src/simulator/tenant/wall-clock.ts";
import { type Fields, callByHand, callBySdk, codeOf } from "./simulator-client.ts";

const { partner, customer, payer, temporary } = SIMULATED_CREDENTIALS;
const NOW = Date.now();
const THIS_MONTH = billMonthAt(NOW);
const MONTH = addMonths(THIS_MONTH, -1);
const NEXT_MONTH = addMonths(THIS_MONTH, 1);
const CUSTOMER = 200_000_000_001;
const BY_CUSTOMER = { BillMonth: MONTH, CustomerUin: CUSTOMER };
const PAGE = { Page: 1, PageSize: 200 };

let simulator: Simulator;
beforeAll(async () => {
  simulator = await startSimulator({ tenant: demoTenant(NOW), now: Date.now, limits: "none" });
});
beforeEach(() => simulator.resetCalls());
afterAll(() => simulator.close());

test.each<[SimulatedCredential, string, Fields, string]>([
  [partner, "DescribeCustomerUin", PAGE, "Data"],
  [partner, "DescribeCustomerInfo", { CustomerUin: [CUSTOMER, CUSTOMER + 1] }, "Data"],
  [partner, "DescribeBillSummaryByRegion", BY_CUSTOMER, "SummaryOverview"],
  [partner, "DescribeBillSummaryByPayMode", BY_CUSTOMER, "SummaryOverview"],
  [partner, "DescribeBillSummaryByProduct", BY_CUSTOMER, "SummaryOverview"],
  [partner, "DescribeCustomerBillSummary", { Month: MONTH, CustomerUin: CUSTOMER }, "TotalCost"],
  [
    partner,
    "DescribeCustomerBillDetail",
    { Month: MONTH, CustomerUin: CUSTOMER, ...PAGE },
    "DetailSet",
  ],
  [customer, "DescribeBillSummary", { Month: MONTH, GroupType: "product" }, "SummaryDetail"],
  [customer, "DescribeBillSummary", { Month: MONTH, GroupType: "project" }, "SummaryDetail"],
  [
    customer,
    "DescribeBillSummary",
    { Month: MONTH, GroupType: "tag", TagKey: ["环境"] },
    "SummaryDetail",
  ],
  [customer, "DescribeBillDetail", { Month: MONTH, ...PAGE }, "DetailSet"],
  [payer, "DescribeBillSummaryByRegion", { BeginTime: MONTH, EndTime: MONTH }, "SummaryOverview"],
  [temporary, "DescribeCustomerUin", PAGE, "Data"],
])("the vendor's own client, unchanged, reads %o %s", async (credential, action, params, field) => {
  const result = await callBySdk(simulator, credential, action, params);
  expect(result).toHaveProperty(["fields", field]);
  expect(result).toHaveProperty(["fields", "RequestId"], expect.stringMatching(/^[0-9a-f-]{36}$/));
  expect(simulator.calls()).toEqual([
    expect.objectContaining({ action, params, outcome: "ok", secretId: credential.secretId }),
  ]);
});

describe("who may not ask is told so", () => {
  test.each<[SimulatedCredential, string]>([
    [{ ...partner, secretKey: "wrong" }, "AuthFailure.SignatureFailure"],
    [{ ...partner, secretId: "AKIDNOBODY" }, "AuthFailure.SecretIdNotFound"],
    [{ ...temporary, token: "old" }, "AuthFailure.TokenFailure"],
    [customer, "UnauthorizedOperation.UinNoAuth"],
  ])("%o: %s", async (credential, code) => {
    expect(await callBySdk(simulator, credential, "DescribeCustomerUin", PAGE)).toEqual({ code });
  });

  test("and a customer who left the partner is closed to it, but not to itself", async () => {
    await using left = await startSimulator({
      tenant: unbindCustomer(demoTenant(NOW), customer.uin),
      now: Date.now,
      limits: "none",
    });
    const body = { Month: MONTH, CustomerUin: Number(customer.uin) };
    const detail = { ...body, ...PAGE };
    expect(await callBySdk(left, partner, "DescribeCustomerBillDetail", detail)).toEqual({
      code: "UnauthorizedOperation.NotCustomerUin",
    });
    expect(await callBySdk(left, partner, "DescribeCustomerBillSummary", body)).toEqual({
      code: "UnauthorizedOperation.UinNoAuth",
    });
    const own = await callBySdk(left, customer, "DescribeBillDetail", { Month: MONTH, ...PAGE });
    expect(own).toHaveProperty("fields.Total");
  });
});

test.each<[SimulatedCredential, string, Fields, string]>([
  [partner, "DescribeBillSummaryByRegion", { BillMonth: MONTH }, "MissingParameter"],
  [partner, "DescribeBillSummaryByRegion", { ...BY_CUSTOMER, Month: MONTH }, "UnknownParameter"],
  [
    partner,
    "DescribeBillSummaryByRegion",
    { ...BY_CUSTOMER, CustomerUin: String(CUSTOMER) },
    "InvalidParameter",
  ],
  ...[NEXT_MONTH, "2019-12", "2026-13", "202601", ""].map(
    (BillMonth): [SimulatedCredential, string, Fields, string] => [
      partner,
      "DescribeBillSummaryByRegion",
      { ...BY_CUSTOMER, BillMonth },
      "InvalidParameterValue.InvalidMonth",
    ],
  ),
  [
    customer,
    "DescribeBillDetail",
    { Month: MONTH, Page: 1, PageSize: 201 },
    "InvalidParameterValue",
  ],
  [
    customer,
    "DescribeBillDetail",
    { Month: MONTH, Page: 0, PageSize: 200 },
    "InvalidParameterValue",
  ],
  [customer, "DescribeBillDetail", { Month: MONTH, Page: "1", PageSize: 200 }, "InvalidParameter"],
  [
    customer,
    "DescribeBillDetail",
    { Month: MONTH, ...PAGE, PayMode: "Pay-As-You-Go" },
    "InvalidParameterValue",
  ],
  [partner, "DescribeCustomerUin", { Page: 0, PageSize: 10 }, "InvalidParameter.Page"],
  [partner, "DescribeCustomerInfo", { CustomerUin: [] }, "InvalidParameterValue"],
  [
    customer,
    "DescribeBillSummary",
    { Month: MONTH, GroupType: "region" },
    "InvalidParameterValue.InvalidDimension",
  ],
  [
    customer,
    "DescribeBillSummary",
    { Month: MONTH, GroupType: "tag", TagKey: ["nobody"] },
    "FailedOperation.TagKeyNotExist",
  ],
  [
    payer,
    "DescribeBillSummaryByRegion",
    { BeginTime: MONTH, EndTime: THIS_MONTH },
    "InvalidParameterValue",
  ],
  [partner, "DescribeNothing", {}, "InvalidAction"],
  [payer, "DescribeCustomerUin", PAGE, "InvalidAction"],
])("%o %s %j is refused: %s", async (credential, action, params, code) => {
  expect(await callBySdk(simulator, credential, action, params)).toEqual({ code });
});

describe("a call made by hand", () => {
  const call = { credential: partner, action: "DescribeCustomerUin", body: JSON.stringify(PAGE) };

  test("is accepted with the port in its signed host, and with its action signed in lower case", async () => {
    expect(await codeOf(await callByHand(simulator, call))).toBe("ok");
  });

  test.each<[string, Readonly<Record<string, string>>]>([
    ["AuthFailure.SignatureFailure", { "x-tc-action": "DescribeBillDetail" }],
    ["AuthFailure.InvalidAuthorization", { authorization: "" }],
    ["AuthFailure.InvalidAuthorization", { authorization: "SKIP" }],
    ["MissingParameter", { "x-tc-action": "" }],
    ["MissingParameter", { "x-tc-version": "" }],
    ["MissingParameter", { "x-tc-timestamp": "" }],
    ["NoSuchVersion", { "x-tc-version": "2022-09-29" }],
    ["UnsupportedProtocol", { "content-type": "text/plain" }],
  ])("is refused with %s after the change %j", async (code, change) => {
    expect(await codeOf(await callByHand(simulator, { ...call, change }))).toBe(code);
  });

  test("is refused more than five minutes off, and the answer's Date says by how much", async () => {
    const timestamp = Math.floor(Date.now() / 1000) - 310;
    const response = await callByHand(simulator, { ...call, timestamp });
    const skewMs = Date.parse(response.headers.get("date") ?? "") - timestamp * 1000;
    expect(skewMs).toBeGreaterThan(305_000);
    expect(await codeOf(response)).toBe("AuthFailure.SignatureExpire");
  });

  test("gets bare numbers with all their digits", async () => {
    const detail = JSON.stringify({ Month: MONTH, CustomerUin: CUSTOMER, ...PAGE });
    const action = "DescribeCustomerBillDetail";
    const lines = await (await callByHand(simulator, { ...call, action, body: detail })).text();
    expect(lines).toMatch(/"OperatorAccountId":46116860184273\d{5},/);
    const total = JSON.stringify({ Month: MONTH, CustomerUin: CUSTOMER });
    const summary = { ...call, action: "DescribeCustomerBillSummary", body: total };
    const answer = await (await callByHand(simulator, summary)).text();
    expect(answer).toMatch(/"TotalCost":-?\d+\.\d{8},/);
  });
});

test("a page of a month that is over is full until the last one, and then there are none", async () => {
  const sizes: unknown[] = [];
  for (const Page of [1, 2, 3, 4, 5]) {
    const params = { Month: MONTH, CustomerUin: CUSTOMER, Page, PageSize: 200 };
    const result = await callBySdk(simulator, partner, "DescribeCustomerBillDetail", params);
    sizes.push(JSON.parse(JSON.stringify(result)).fields.DetailSet?.length ?? 0);
    expect(result).toHaveProperty("fields.Total", 640);
  }
  expect(sizes).toEqual([200, 200, 200, 40, 0]);
});

test("the filters select lines, and the total of a filter is the sum of them", async () => {
  const filter = {
    Month: MONTH,
    CustomerUin: 200_000_000_004,
    PayMode: "prePay",
    IsConfirmed: "1",
  };
  const detail = JSON.stringify({ ...filter, ...PAGE });
  const [page, total] = await Promise.all(
    [
      { action: "DescribeCustomerBillDetail", body: detail },
      { action: "DescribeCustomerBillSummary", body: JSON.stringify(filter) },
    ].map(async (call) => (await callByHand(simulator, { credential: partner, ...call })).text()),
  );
  const { Total, DetailSet } = JSON.parse(page ?? "").Response;
  const lines: readonly Readonly<Record<string, string>>[] = DetailSet;
  expect(lines).toHaveLength(Total);
  expect(Total).toBeGreaterThan(20);
  expect(new Set(lines.map((line) => line["BillingMode"]))).toEqual(
    new Set(["Monthly subscription"]),
  );
  const sum = lines.reduce((amount, line) => amount + amountOf(line["TotalCost"] ?? ""), 0n);
  expect(total).toContain(`"TotalCost":${paddedText(sum)},`);
});
