import { expect, test } from "vitest";
import { AbortError } from "../../../src/domain/abort-error.ts";
import { AccountError } from "../../../src/domain/account-error.ts";
import { BillhouseError } from "../../../src/domain/errors.ts";
import { NotReadyError } from "../../../src/domain/not-ready-error.ts";
import { RetryableError } from "../../../src/domain/retryable-error.ts";
import { SliceError } from "../../../src/domain/slice-error.ts";

const DETAILS = { code: "C", requestId: "r-1", hint: "do this", cause: new Error("root") };

test.each([
  ["retry", "RetryableError", new RetryableError("m", DETAILS)],
  ["defer", "NotReadyError", new NotReadyError("m", DETAILS)],
  ["fail-slice", "SliceError", new SliceError("failed", "m", DETAILS)],
  ["fail-account", "AccountError", new AccountError("m", DETAILS)],
  ["abort", "AbortError", new AbortError("clock", "m", DETAILS)],
])("an error says what to do next (%s) and keeps what its maker knew", (recovery, name, error) => {
  expect(error).toBeInstanceOf(BillhouseError);
  expect(error).toMatchObject({ recovery, name, message: "m", ...DETAILS });
});

test("a failure that may pass is no throttle, fails its slice and waits for nothing, unless it says so", () => {
  expect(new RetryableError("m")).toMatchObject({
    isThrottle: false,
    attemptMax: undefined,
    exhausted: "fail-slice",
    waitMs: 0,
  });
});
