import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { AbortError } from "../../../src/domain/abort-error.ts";
import { AccountError } from "../../../src/domain/account-error.ts";
import type { BillhouseError } from "../../../src/domain/errors.ts";
import { NotReadyError } from "../../../src/domain/not-ready-error.ts";
import { RetryableError } from "../../../src/domain/retryable-error.ts";
import { SliceError } from "../../../src/domain/slice-error.ts";
import { classifyError, type VendorError } from "../../../src/source/tencent/classify-error.ts";
import { PageTooLargeError } from "../../../src/source/tencent/page-too-large-error.ts";

type Meaning =
  | "throttle"
  | "retry"
  | "retry-few"
  | "retry-clock"
  | "not-ready"
  | "account"
  | "forbidden"
  | "unknown-month"
  | "halve"
  | "failed";

/** Every code of the vendor's lists, and what it has to mean. */
const CODES: Readonly<Record<Meaning, readonly string[]>> = {
  throttle: [
    "RequestLimitExceeded",
    "RequestLimitExceeded.UinLimitExceeded",
    "RequestLimitExceeded.IPLimitExceeded",
    "RequestLimitExceeded.GlobalRegionUinLimitExceeded",
  ],
  retry: [
    "InternalError",
    "InternalError.GatewayError",
    "InternalError.UnknownError",
    "InternalError.InternalError",
    "InternalError.DbOperatError",
    "ServiceUnavailable",
    "ResourceUnavailable",
    "OperationDenied.ServiceBusy",
    "FailedOperation.QueryCountFailed",
  ],
  "retry-few": ["FailedOperation"],
  "retry-clock": ["AuthFailure.SignatureExpire"],
  "not-ready": ["FailedOperation.SummaryDataNotReady"],
  account: [
    "AuthFailure",
    "AuthFailure.SignatureFailure",
    "AuthFailure.SecretIdNotFound",
    "AuthFailure.InvalidSecretId",
    "AuthFailure.InvalidAuthorization",
    "AuthFailure.MFAFailure",
    "AuthFailure.UnauthorizedOperation",
    "AuthFailure.TokenFailure",
  ],
  forbidden: [
    "UnauthorizedOperation",
    "UnauthorizedOperation.UinNoAuth",
    "UnauthorizedOperation.NotCustomerUin",
    "UnauthorizedOperation.CamNoAuth",
  ],
  "unknown-month": ["InvalidParameterValue.InvalidMonth"],
  halve: ["ResponseSizeLimitExceeded"],
  failed: [
    "InvalidParameterValue.InvalidDimension",
    "InvalidParameter",
    "InvalidParameter.Page",
    "InvalidParameterValue",
    "MissingParameter",
    "UnknownParameter",
    "FailedOperation.TagKeyNotExist",
    "InvalidAction",
    "NoSuchVersion",
    "NoSuchProduct",
    "ActionOffline",
    "UnsupportedOperation",
    "UnsupportedRegion",
    "UnsupportedProtocol",
    "InvalidRequest",
    "RequestSizeLimitExceeded",
    "LimitExceeded",
    "ResourceInsufficient",
    "ResourceInUse",
    "ResourceNotFound",
    "IpInBlacklist",
    "IpNotInWhitelist",
    "DryRunOperation",
    "OperationDenied",
    "UnknownCode",
    "NeverHeardOf",
    "NeverHeardOf.Either",
    "requestlimitexceeded",
    "",
  ],
};

const ROWS = Object.entries(CODES).flatMap(([meaning, codes]) =>
  codes.map((code) => ({ code, meaning: meaning as Meaning })),
);

test.each(ROWS)("$code means $meaning", ({ code, meaning }) => {
  expect(meaningOf(classified({ code }))).toBe(meaning);
});

test.each(ROWS)("a failure with $code says action, code, message and RequestId", ({ code }) => {
  const error = classified({ code, message: "Slow down.", requestId: "r-1" });
  expect(error).toMatchObject({ code, requestId: "r-1" });
  expect(error.message).toBe(`DescribeBillDetail: ${code}: Slow down.`);
});

test("any code whatever has a meaning, and one that nobody knows fails the slice", () => {
  const known = new Set(ROWS.map(({ code }) => code.split(".", 1)[0]));
  fc.assert(
    fc.property(fc.string(), (code) => {
      fc.pre(!known.has(code.split(".", 1)[0]));
      expect(meaningOf(classified({ code }))).toBe("failed");
    }),
    { examples: [["constructor"], ["toString"], ["__proto__"], ["hasOwnProperty.X"]] },
  );
});

describe("a throttle answer", () => {
  test("waits a second at least, and may come often", () => {
    expect(classified({ code: "RequestLimitExceeded" })).toMatchObject({
      waitMs: 1000,
      attemptMax: 12,
    });
  });
});

describe("a refused timestamp", () => {
  const code = "AuthFailure.SignatureExpire";

  test.each([
    [301_000, 301, "behind"],
    [-301_000, 301, "ahead of"],
    [7_200_400, 7200, "behind"],
  ])(
    "with clocks %d ms apart ends the run and says: %d s %s",
    (clockSkewMs, seconds, direction) => {
      const error = classified({ code, clockSkewMs });
      expect(error).toBeInstanceOf(AbortError);
      expect(error).toMatchObject({ reason: "clock" });
      expect(error.message).toContain(`${seconds} s ${direction}`);
    },
  );

  test.each([0, 300_000, -300_000, undefined])(
    "with clocks %s ms apart is tried once more, then it is the clock after all",
    (clockSkewMs) => {
      expect(classified({ code, clockSkewMs })).toMatchObject({
        attemptMax: 2,
        exhausted: "abort-clock",
      });
    },
  );

  test("is no reason to look at the clock for any other code", () => {
    expect(
      meaningOf(classified({ code: "AuthFailure.SignatureFailure", clockSkewMs: 999_000 })),
    ).toBe("account");
  });
});

test.each(Object.values(CODES).flat())("%s says what to do about it", (code) => {
  expect(classified({ code }).hint).toMatch(/^[a-zT].{10}/);
});

test("a refused credential names its account and what to check", () => {
  const { hint } = classified({ code: "AuthFailure.SecretIdNotFound", account: "main-eu" });
  expect(hint).toContain("main-eu");
  expect(hint).toContain("SecretId");
});

function classified(change: Partial<VendorError>): BillhouseError {
  return classifyError({
    code: "InternalError",
    message: "m",
    requestId: undefined,
    action: "DescribeBillDetail",
    account: "main",
    clockSkewMs: undefined,
    ...change,
  });
}

function meaningOf(error: BillhouseError): Meaning | AbortError {
  if (error instanceof RetryableError) {
    return error.isThrottle ? "throttle" : retryMeaning(error);
  }
  if (error instanceof SliceError) {
    return error.failure as Meaning;
  }
  const classes = [
    [NotReadyError, "not-ready"],
    [AccountError, "account"],
    [PageTooLargeError, "halve"],
  ] as const;
  const found = classes.find(([type]) => error instanceof type);
  if (found === undefined) {
    throw error;
  }
  return found[1];
}

function retryMeaning({ exhausted, attemptMax }: RetryableError): Meaning {
  if (exhausted === "abort-clock") {
    return "retry-clock";
  }
  return attemptMax === undefined ? "retry" : "retry-few";
}
