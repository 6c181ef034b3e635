import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { AbortError } from "../../src/domain/abort-error.ts";
import { AccountError } from "../../src/domain/account-error.ts";
import type { BillhouseError } from "../../src/domain/errors.ts";
import { NotReadyError } from "../../src/domain/not-ready-error.ts";
import { SliceError } from "../../src/domain/slice-error.ts";
import { demoTenant } from "../../src/simulator/demo-tenant.ts";
import type { Fault } from "../../src/simulator/faults/fault-script.ts";
import { type Simulator, startSimulator } from "../../src/simulator/start-simulator.ts";
import { unbindCustomer } from "../../src/simulator/tenant/edit-tenant.ts";
import { readStreams } from "../../src/source/tencent/read-streams.ts";
import {
  ACCOUNTS,
  openSource,
  type PlaygroundOptions,
  refusalOf,
  rowCount,
} from "./source-playground.ts";

const NOW = Date.parse("2026-11-21T04:00:00Z");
const TENANT = demoTenant(NOW);
const STREAMS = await readStreams();
const SUMMARY = "partner_bill_by_region";
const DETAIL = "partner_bill_detail";

// One for each test: a call that a test gave up may arrive during the next.
let simulator: Simulator;
beforeEach(async () => {
  simulator = await startSimulator({ tenant: TENANT, now: () => NOW, limits: "none" });
});
afterEach(() => simulator.close());

const open = (change: Partial<PlaygroundOptions> = {}) =>
  openSource({ origin: simulator.origin, streams: STREAMS, now: NOW, ...change });

describe("what passes costs one more call, signed anew, and changes no row", () => {
  test.each<[string, Fault]>([
    ["a gateway's HTML", { status: 502, body: "<html>Bad Gateway</html>" }],
    ["an unavailable server", { status: 503 }],
    ["a time-out at the gateway", { status: 504, body: "<html></html>" }],
    ["a reset connection", { reset: true }],
    ["a truncated answer", { truncate: 100 }],
    ["an answer of headers only", { truncate: 0 }],
    ["an empty body", { emptyBody: true }],
    ["a body that is no JSON", { answer: { body: '{"Response":{"SummaryOverview":[' } }],
    ["the legacy shape of a failure", { answer: { body: '{"code":4000,"message":"m"}' } }],
    ["RequestLimitExceeded", { error: "RequestLimitExceeded" }],
    [
      "RequestLimitExceeded of the whole account",
      { error: "RequestLimitExceeded.UinLimitExceeded" },
    ],
    ["a busy service", { error: "OperationDenied.ServiceBusy" }],
    ["an internal error", { error: "InternalError.DbOperatError" }],
    ["a timestamp that came too late", { error: "AuthFailure.SignatureExpire" }],
  ])("%s", async (_, fault) => {
    const expected = await open().extract(SUMMARY);
    simulator.setFaults([{ match: { nth: 1 }, fault }]);
    simulator.resetCalls();
    const { extract, source } = open();
    expect(await extract(SUMMARY)).toEqual(expected);
    expect(simulator.calls().length).toBe(2);
    expect(source.meter().calls).toBe(2);
  });

  test("a page in the middle of a bill is asked for again, and no other", async () => {
    simulator.setFaults([{ match: { params: { Page: 3 }, nth: 1 }, fault: { reset: true } }]);
    expect(rowCount(await open().extract(DETAIL))).toBe(640);
    const pages = simulator.calls().map(({ params }) => params["Page"]);
    expect(pages.map(String).toSorted()).toEqual(["1", "2", "3", "3", "4"]);
  });

  test("every try carries the timestamp and the signature of its own second", async () => {
    simulator.setFaults([{ match: { nth: 1 }, fault: { error: "RequestLimitExceeded" } }]);
    const { extract, sent } = open();
    await extract(SUMMARY);
    expect(sent.map(({ headers }) => headers["x-tc-timestamp"])).toEqual([
      String(NOW / 1000),
      String(NOW / 1000 + 1),
    ]);
    expect(new Set(sent.map(({ headers }) => headers["authorization"])).size).toBe(2);
  });
});

describe("a throttle answer", () => {
  test.each<[string, Fault]>([
    ["RequestLimitExceeded", { error: "RequestLimitExceeded" }],
    ["HTTP 429", { status: 429, body: "slow down" }],
  ])("%s is counted and slows the lane down for everyone", async (_, fault) => {
    simulator.setFaults([{ match: { nth: 1 }, fault }]);
    const { extract, slots, source } = open();
    await extract(SUMMARY);
    expect(slots.penalised).toHaveLength(1);
    expect(source.meter()).toEqual({ calls: 2, throttles: 1 });
  });

  test("is waited out for a second at least, and more often than other failures", async () => {
    simulator.setFaults([{ match: { nth: [1, 11] }, fault: { error: "RequestLimitExceeded" } }]);
    const { extract, clock } = open();
    expect(rowCount(await extract(SUMMARY))).toBeGreaterThan(0);
    expect(clock.slept).toHaveLength(11);
    expect(Math.min(...clock.slept)).toBeGreaterThanOrEqual(1000);
  });
});

describe("what does not pass fails with the class that says what to do next", () => {
  test.each<[string, number, Fault, string, string]>([
    [
      "a gateway that stays broken, after five tries",
      5,
      { status: 502, body: "<html>" },
      "fail-slice",
      "Http502",
    ],
    [
      "connections that are always reset, after five tries",
      5,
      { reset: true },
      "fail-slice",
      "ECONNRESET",
    ],
    [
      "answers that are always empty, after five tries",
      5,
      { emptyBody: true },
      "fail-slice",
      "BadBody",
    ],
    [
      "an open meaning, after three tries",
      3,
      { error: "FailedOperation" },
      "fail-slice",
      "FailedOperation",
    ],
    [
      "a bill that is being made",
      1,
      { error: "FailedOperation.SummaryDataNotReady" },
      "defer",
      "FailedOperation.SummaryDataNotReady",
    ],
    [
      "a call that makes no sense, at once",
      1,
      { error: "InvalidParameter" },
      "fail-slice",
      "InvalidParameter",
    ],
    ["an unknown code, at once", 1, { error: "Never.HeardOf" }, "fail-slice", "Never.HeardOf"],
    [
      "a page that is not there, at once",
      1,
      { status: 404, body: "<html>" },
      "fail-slice",
      "Http404",
    ],
    [
      "a refused token, at once",
      1,
      { error: "AuthFailure.TokenFailure" },
      "fail-account",
      "AuthFailure.TokenFailure",
    ],
  ])("%s", async (_, calls, fault, ...[recovery, code]) => {
    simulator.setFaults([{ fault }]);
    const error = await refusalOf(open().extract(SUMMARY));
    expect({ recovery: error.recovery, code: error.code }).toEqual({ recovery, code });
    expect(simulator.calls().length).toBe(calls);
  });

  test("a wrong key is refused once, and names the account", async () => {
    const accounts = [{ ...ACCOUNTS.partner, secretKey: "another key" }];
    const error = await refusalOf(open({ accounts }).extract(SUMMARY));
    expect(error).toBeInstanceOf(AccountError);
    expect(error.hint).toContain("account partner");
    expect(simulator.calls().length).toBe(1);
  });

  test("a customer that left its partner is forbidden", async () => {
    simulator.setTenant(unbindCustomer(TENANT, "200000000001"));
    const error = await refusalOf(open().extract(SUMMARY));
    expect(error).toMatchObject({ failure: "forbidden", requestId: expect.any(String) });
  });

  test("a month that the API does not know is told apart from a failure", async () => {
    const error = await refusalOf(open().extract(SUMMARY, { month: "2019-01" }));
    expect(error).toMatchObject({ failure: "unknown-month" });
  });

  test("a server that nobody reaches is named by what the network said", async () => {
    const gone = await startSimulator({ tenant: TENANT, now: () => NOW });
    await gone.close();
    const error = await refusalOf(open({ origin: gone.origin }).extract(SUMMARY));
    expect(error).toMatchObject({ failure: "failed", code: "ECONNREFUSED" });
  });
});

describe("a bill that is not ready", () => {
  test.each<[string, Fault]>([
    ["says so with Ready 0", { notReady: true }],
    ["says so with Ready 0 as text", { patch: { Ready: "0", SummaryOverview: null } }],
  ])("%s, and is not taken for an empty one", async (_, fault) => {
    simulator.setFaults([{ fault }]);
    expect(await refusalOf(open().extract("payer_bill_by_region"))).toBeInstanceOf(NotReadyError);
    expect(simulator.calls().length).toBe(1);
  });
});

describe("a clock that is off", () => {
  test.each([
    [400_000, "400 s behind"],
    [-4_000_000, "4000 s ahead of"],
  ])(
    "by more than five minutes (%d ms) ends the run and names the seconds: %s",
    async (clockSkewMs, words) => {
      simulator.setFaults([{ fault: { clockSkewMs } }]);
      const error = await refusalOf(open().extract(SUMMARY));
      expect(error).toBeInstanceOf(AbortError);
      expect(error).toMatchObject({ reason: "clock" });
      expect(error.message).toContain(words);
      expect(simulator.calls().length).toBe(1);
    },
  );

  test("by less changes nothing", async () => {
    simulator.setFaults([{ fault: { clockSkewMs: 290_000 } }]);
    expect(rowCount(await open().extract(SUMMARY))).toBeGreaterThan(0);
  });

  test("by nothing, while timestamps are refused all the same, ends the run after two tries", async () => {
    simulator.setFaults([{ fault: { error: "AuthFailure.SignatureExpire" } }]);
    expect(await refusalOf(open().extract(SUMMARY))).toMatchObject({ reason: "clock" });
    expect(simulator.calls().length).toBe(2);
  });
});

describe("an answer has limits", () => {
  const limits = { totalMs: 150, bodyBytesMax: 300_000 };

  test.each<[string, string, Fault]>([
    ["an endless body is cut off", "BodyTooLarge", { endlessBody: true }],
    ["a byte now and then runs out of time", "Timeout", { slowLoris: 20 }],
    ["no answer at all runs out of time", "Timeout", { hang: true }],
  ])("%s, and may be tried again", async (_, code, fault) => {
    simulator.setFaults([{ match: { nth: 1 }, fault }]);
    const { extract, logs } = open({
      limits: { ...limits, totalMs: code === "Timeout" ? 150 : 5000 },
    });
    expect(rowCount(await extract(SUMMARY))).toBeGreaterThan(0);
    expect(logs.map(({ fields }) => (fields["error"] as BillhouseError).code)).toEqual([code]);
  });

  test("a redirect is never followed: the signature is not shown to whoever it points to", async () => {
    await using other = await startSimulator({ tenant: TENANT, now: () => NOW });
    simulator.setFaults([{ fault: { redirect: `${other.origin}/` } }]);
    const error = await refusalOf(open().extract(SUMMARY));
    expect(error).toBeInstanceOf(SliceError);
    expect(error.code).toBe("Http302");
    expect(other.calls()).toEqual([]);
  });

  test("a caller that gives up is obeyed at once, with its own reason", async () => {
    simulator.setFaults([{ fault: { hang: true } }]);
    const abort = new AbortController();
    const reason = new Error("SIGTERM");
    setTimeout(() => abort.abort(reason), 50);
    await expect(open().extract(SUMMARY, { signal: abort.signal })).rejects.toBe(reason);
    expect(simulator.calls().length).toBe(1);
  });
});

test("no log line of a failing call carries a secret, a signature or a token", async () => {
  simulator.setFaults([{ match: { nth: [1, 3] }, fault: { error: "InternalError" } }]);
  const { extract, logs, sent } = open();
  await extract(SUMMARY, { account: "temporary" });
  const text = JSON.stringify(logs.map((line) => [line, String(line.fields["error"])]));
  const { secretKey, token } = ACCOUNTS.temporary;
  const signatures = sent.map(({ headers }) => headers["authorization"]!.split("Signature=")[1]!);
  expect(logs).toHaveLength(3);
  expect([secretKey, token, ...signatures].filter((secret) => text.includes(secret))).toEqual([]);
});
