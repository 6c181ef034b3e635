import { readFileSync, readdirSync } from "node:fs";
import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import { demoTenant } from "../../src/simulator/demo-tenant.ts";
import type { Fault, FaultScript } from "../../src/simulator/faults/fault-script.ts";
import { SIMULATED_CREDENTIALS } from "../../src/simulator/simulated-credentials.ts";
import { type Simulator, startSimulator } from "../../src/simulator/start-simulator.ts";
import { addMonths, billMonthAt } from "../../src/simulator/tenant/wall-clock.ts";
import { callByHand, codeOf } from "./simulator-client.ts";

const NOW = Date.now();
const MONTH = addMonths(billMonthAt(NOW), -1);
const VENDOR = new URL("../fixtures/vendor/", import.meta.url);

let simulator: Simulator;
beforeAll(async () => {
  simulator = await startSimulator({ tenant: demoTenant(NOW), now: Date.now, limits: "none" });
});
afterEach(() => {
  simulator.setFaults([]);
  simulator.resetCalls();
});
afterAll(() => simulator.close());

function detail(page = 1, timeoutMs = 3000): Promise<Response> {
  return callByHand(simulator, {
    credential: SIMULATED_CREDENTIALS.customer,
    action: "DescribeBillDetail",
    body: JSON.stringify({ Month: MONTH, Page: page, PageSize: 100 }),
    signal: AbortSignal.timeout(timeoutMs),
  });
}

async function answer(response: Response) {
  return JSON.parse(await response.text()).Response;
}

function inject(fault: Fault): void {
  simulator.setFaults([{ fault }]);
}

test("an injected error comes as HTTP 200, on the calls it was meant for only", async () => {
  const script: FaultScript = [
    { match: { nth: 2 }, fault: { error: "OperationDenied.ServiceBusy" } },
  ];
  simulator.setFaults(script);
  const codes = [await detail(), await detail(), await detail()].map(codeOf);
  expect(await Promise.all(codes)).toEqual(["ok", "OperationDenied.ServiceBusy", "ok"]);
  expect(simulator.calls().map((call) => call.outcome)).toEqual([
    "ok",
    "OperationDenied.ServiceBusy",
    "ok",
  ]);
});

test("an HTTP status comes with its body", async () => {
  inject({ status: 502, body: "<html>Bad Gateway</html>" });
  const response = await detail();
  expect([response.status, await response.text()]).toEqual([502, "<html>Bad Gateway</html>"]);
});

test("a redirect is one", async () => {
  inject({ redirect: "http://127.0.0.1:1/" });
  const response = await detail();
  expect([response.status, response.headers.get("location")]).toEqual([302, "http://127.0.0.1:1/"]);
});

test("a reset connection gives no answer", async () => {
  inject({ reset: true });
  await expect(detail()).rejects.toThrow("fetch failed");
  expect(simulator.calls()[0]?.outcome).toBe("reset");
});

test("a truncated answer ends too early", async () => {
  inject({ truncate: 100 });
  const response = await detail();
  expect(Number(response.headers.get("content-length"))).toBeGreaterThan(100);
  await expect(response.text()).rejects.toThrow("terminated");
});

test("an empty body is empty", async () => {
  inject({ emptyBody: true });
  expect(await (await detail()).text()).toBe("");
});

test.each<[string, Fault]>([
  ["a hang", { hang: true }],
  ["an endless body", { endlessBody: true }],
  ["a byte now and then", { slowLoris: 20 }],
])("%s is ended by the caller's patience alone", async (_, fault) => {
  inject(fault);
  const whole = detail(1, 150).then((response) => response.text());
  await expect(whole).rejects.toThrow("timeout");
});

test("a delay is kept", async () => {
  inject({ delayMs: 120 });
  const start = performance.now();
  expect(await codeOf(await detail())).toBe("ok");
  expect(performance.now() - start).toBeGreaterThan(115);
});

test("a repeated page is the same whatever page is asked for", async () => {
  const first = await answer(await detail(1));
  inject({ repeatPage: 1 });
  const { DetailSet } = await answer(await detail(2));
  expect(DetailSet).toEqual(first.DetailSet);
});

test("a patch changes the answer's fields, and Total can lie", async () => {
  inject({ patch: { Total: { $add: -1 }, "DetailSet.0.Surprise": 1, "DetailSet.1.Id": null } });
  const { Total, DetailSet } = await answer(await detail());
  expect(Total).toBe(469);
  expect([DetailSet[0].Surprise, DetailSet[1].Id]).toEqual([1, null]);
});

test("an account whose bills are not ready has no rows", async () => {
  inject({ notReady: true });
  const response = await callByHand(simulator, {
    credential: SIMULATED_CREDENTIALS.payer,
    action: "DescribeBillSummaryByRegion",
    body: JSON.stringify({ BeginTime: MONTH, EndTime: MONTH }),
  });
  expect(await answer(response)).toMatchObject({ Ready: 0, SummaryOverview: null });
});

test("a server clock that is off refuses the signature, and shows in Date", async () => {
  inject({ clockSkewMs: 400_000 });
  const response = await detail();
  expect(Date.parse(response.headers.get("date") ?? "") - Date.now()).toBeGreaterThan(390_000);
  expect(await codeOf(response)).toBe("AuthFailure.SignatureExpire");
});

test.each(readdirSync(VENDOR).filter((file) => file.endsWith(".json")))(
  "the vendor's sample %s can be served word for word",
  async (file) => {
    const body = readFileSync(new URL(file, VENDOR), "utf8");
    inject({ answer: { body } });
    expect(await (await detail()).text()).toBe(body);
  },
);

test("a bad script is refused when it is set, and the old one stays", () => {
  expect(() => simulator.setFaults([{ fault: {} }])).toThrow("exactly one of");
});
