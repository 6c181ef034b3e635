import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { demoTenant } from "../../src/simulator/demo-tenant.ts";
import { type Simulator, startSimulator } from "../../src/simulator/start-simulator.ts";
import { readStreams } from "../../src/source/tencent/read-streams.ts";
import { openSource, refusalOf, rowCount } from "./source-playground.ts";

const NOW = Date.parse("2026-11-21T04:00:00Z");
const STREAMS = await readStreams();
const SUMMARY = "partner_bill_by_region";
const DETAIL = "partner_bill_detail";

let simulator: Simulator;
beforeAll(async () => {
  simulator = await startSimulator({ tenant: demoTenant(NOW), now: () => NOW, limits: "none" });
});
afterAll(() => simulator.close());

/** What a code does to whoever meets it at every call: the calls made, and the class it ends in. */
type Ending = {
  readonly calls: number;
  readonly recovery: "fail-slice" | "fail-account" | "defer" | "abort";
  /** Of a slice's failure: what kind. */
  readonly failure?: "failed" | "forbidden" | "unknown-month";
  /** Of an end of the run: why. */
  readonly reason?: "clock";
};

const FAILED = { recovery: "fail-slice", failure: "failed" } as const;
const FORBIDDEN = { calls: 1, recovery: "fail-slice", failure: "forbidden" } as const;
const REFUSED_KEY = { calls: 1, recovery: "fail-account" } as const;

/** The vendor's common codes and those of its bill actions, each once. */
const ENDINGS: Readonly<Record<string, Ending>> = {
  RequestLimitExceeded: { calls: 12, ...FAILED },
  "RequestLimitExceeded.UinLimitExceeded": { calls: 12, ...FAILED },
  "RequestLimitExceeded.IPLimitExceeded": { calls: 12, ...FAILED },
  "RequestLimitExceeded.GlobalRegionUinLimitExceeded": { calls: 12, ...FAILED },
  InternalError: { calls: 5, ...FAILED },
  "InternalError.GatewayError": { calls: 5, ...FAILED },
  "InternalError.UnknownError": { calls: 5, ...FAILED },
  "InternalError.InternalError": { calls: 5, ...FAILED },
  "InternalError.DbOperatError": { calls: 5, ...FAILED },
  ServiceUnavailable: { calls: 5, ...FAILED },
  ResourceUnavailable: { calls: 5, ...FAILED },
  "OperationDenied.ServiceBusy": { calls: 5, ...FAILED },
  "FailedOperation.QueryCountFailed": { calls: 5, ...FAILED },
  FailedOperation: { calls: 3, ...FAILED },
  "FailedOperation.SummaryDataNotReady": { calls: 1, recovery: "defer" },
  "AuthFailure.SignatureExpire": { calls: 2, recovery: "abort", reason: "clock" },
  AuthFailure: REFUSED_KEY,
  "AuthFailure.SignatureFailure": REFUSED_KEY,
  "AuthFailure.SecretIdNotFound": REFUSED_KEY,
  "AuthFailure.InvalidSecretId": REFUSED_KEY,
  "AuthFailure.InvalidAuthorization": REFUSED_KEY,
  "AuthFailure.MFAFailure": REFUSED_KEY,
  "AuthFailure.UnauthorizedOperation": REFUSED_KEY,
  "AuthFailure.TokenFailure": REFUSED_KEY,
  UnauthorizedOperation: FORBIDDEN,
  "UnauthorizedOperation.UinNoAuth": FORBIDDEN,
  "UnauthorizedOperation.NotCustomerUin": FORBIDDEN,
  "UnauthorizedOperation.CamNoAuth": FORBIDDEN,
  "InvalidParameterValue.InvalidMonth": {
    calls: 1,
    recovery: "fail-slice",
    failure: "unknown-month",
  },
  "InvalidParameterValue.InvalidDimension": { calls: 1, ...FAILED },
  InvalidParameter: { calls: 1, ...FAILED },
  "InvalidParameter.Page": { calls: 1, ...FAILED },
  InvalidParameterValue: { calls: 1, ...FAILED },
  MissingParameter: { calls: 1, ...FAILED },
  UnknownParameter: { calls: 1, ...FAILED },
  "FailedOperation.TagKeyNotExist": { calls: 1, ...FAILED },
  InvalidAction: { calls: 1, ...FAILED },
  NoSuchVersion: { calls: 1, ...FAILED },
  NoSuchProduct: { calls: 1, ...FAILED },
  ActionOffline: { calls: 1, ...FAILED },
  UnsupportedOperation: { calls: 1, ...FAILED },
  UnsupportedRegion: { calls: 1, ...FAILED },
  UnsupportedProtocol: { calls: 1, ...FAILED },
  InvalidRequest: { calls: 1, ...FAILED },
  RequestSizeLimitExceeded: { calls: 1, ...FAILED },
  ResponseSizeLimitExceeded: { calls: 1, recovery: "fail-slice" },
  LimitExceeded: { calls: 1, ...FAILED },
  ResourceInsufficient: { calls: 1, ...FAILED },
  ResourceInUse: { calls: 1, ...FAILED },
  ResourceNotFound: { calls: 1, ...FAILED },
  IpInBlacklist: { calls: 1, ...FAILED },
  IpNotInWhitelist: { calls: 1, ...FAILED },
  DryRunOperation: { calls: 1, ...FAILED },
  "NeverHeardOf.ThisOne": { calls: 1, ...FAILED },
};

describe("a code that comes again and again", () => {
  test.each(Object.entries(ENDINGS))(
    "%s is met as often as it deserves, and ends in its class: %o",
    async (code, { calls, ...meaning }) => {
      simulator.setFaults([{ fault: { error: code, message: "Simulated." } }]);
      simulator.resetCalls();
      const { extract, clock } = open();

      const error = await refusalOf(extract(SUMMARY));

      expect(error).toMatchObject({ ...meaning, code, requestId: expect.stringMatching(/./) });
      expect(error.message).toContain("Simulated.");
      expect(simulator.calls()).toHaveLength(calls);
      expect(clock.slept).toHaveLength(calls - 1);
    },
  );
});

describe("a code that comes once", () => {
  const passing = Object.entries(ENDINGS).filter(([, { calls }]) => calls > 1);

  test.each(passing)("%s costs one more call and no row", async (code) => {
    simulator.setFaults([{ match: { nth: 1 }, fault: { error: code } }]);
    simulator.resetCalls();

    expect(rowCount(await open().extract(SUMMARY))).toBeGreaterThan(0);
    expect(simulator.calls()).toHaveLength(2);
  });

  test("ResponseSizeLimitExceeded costs the page's two halves and no row", async () => {
    simulator.setFaults([
      {
        match: { params: { Page: 1, PageSize: 200 } },
        fault: { error: "ResponseSizeLimitExceeded" },
      },
    ]);
    simulator.resetCalls();

    expect(rowCount(await open().extract(DETAIL))).toBe(640);
    const sizes = simulator.calls().map(({ params }) => Number(params["PageSize"]));
    expect(sizes.filter((size) => size === 200)).toHaveLength(1);
    expect(new Set(sizes)).toEqual(new Set([200, 100]));
  });
});

function open(): ReturnType<typeof openSource> {
  return openSource({ origin: simulator.origin, streams: STREAMS, now: NOW });
}
