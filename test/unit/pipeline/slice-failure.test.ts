import { expect, test } from "vitest";
import { AccountError } from "../../../src/domain/account-error.ts";
import { NotReadyError } from "../../../src/domain/not-ready-error.ts";
import { SliceError } from "../../../src/domain/slice-error.ts";
import { failureRecord } from "../../../src/pipeline/slice-failure.ts";

const DETAILS = { code: "Some.Code", requestId: "r-1" };

test.each([
  ["forbidden", new SliceError("forbidden", "m", DETAILS)],
  ["failed", new SliceError("failed", "m", DETAILS)],
  ["failed", new SliceError("drift", "m", DETAILS)],
  ["failed", new SliceError("unknown-month", "m", DETAILS)],
  ["failed", new SliceError("inconsistent", "m", DETAILS)],
  ["failed", new AccountError("m", DETAILS)],
  ["not_ready", new NotReadyError("m", DETAILS)],
])("bookkeeping says %s, with code and RequestId, of %s", (status, error) => {
  expect(failureRecord(error)).toEqual({
    status,
    code: "Some.Code",
    message: "m",
    requestId: "r-1",
  });
});

test("a defect of ours is a failure under its own name", () => {
  expect(failureRecord(new TypeError("x is not a function"))).toEqual({
    status: "failed",
    code: "TypeError",
    message: "x is not a function",
    requestId: undefined,
  });
});
