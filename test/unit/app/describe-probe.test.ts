import { expect, test } from "vitest";
import { describeProbe } from "../../../src/app/describe-probe.ts";
import { AbortError } from "../../../src/domain/abort-error.ts";
import { AccountError } from "../../../src/domain/account-error.ts";
import { NotReadyError } from "../../../src/domain/not-ready-error.ts";
import { RetryableError } from "../../../src/domain/retryable-error.ts";
import { SliceError } from "../../../src/domain/slice-error.ts";

test.each([
  { what: "an answer", error: undefined, verdict: "ok", exitCode: 0 },
  { what: "a refused key", error: new AccountError("no"), verdict: "refused", exitCode: 3 },
  {
    what: "a missing right",
    error: new SliceError("forbidden", "no"),
    verdict: "refused",
    exitCode: 3,
  },
  {
    what: "a month that the API does not know",
    error: new SliceError("unknown-month", "no"),
    verdict: "ok",
    exitCode: 0,
  },
  { what: "a bill in preparation", error: new NotReadyError("wait"), verdict: "ok", exitCode: 0 },
  {
    what: "a clock that is minutes off",
    error: new AbortError("clock", "601 s behind"),
    verdict: "wrong",
    exitCode: 6,
  },
  {
    what: "a refused timestamp",
    error: new RetryableError("expired", { exhausted: "abort-clock" }),
    verdict: "wrong",
    exitCode: 6,
  },
  {
    what: "a throttle answer",
    error: new RetryableError("slow down", { isThrottle: true }),
    verdict: "note",
    exitCode: 0,
  },
  {
    what: "a broken exchange",
    error: new RetryableError("ECONNREFUSED"),
    verdict: "unreachable",
    exitCode: 3,
  },
  { what: "a changed API", error: new SliceError("drift", "no"), verdict: "wrong", exitCode: 3 },
  { what: "a defect of ours", error: new Error("oops"), verdict: "wrong", exitCode: 1 },
])("$what is $verdict", ({ error, verdict, exitCode }) => {
  expect(describeProbe(error)).toMatchObject({ verdict, exitCode });
});

test("what to do and the vendor's codes come along", () => {
  const details = { code: "AuthFailure", requestId: "r-1", hint: "check the key" };
  expect(describeProbe(new AccountError("no", details))).toMatchObject(details);
});
