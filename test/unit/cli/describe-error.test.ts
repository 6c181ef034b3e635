import { describe, expect, test } from "vitest";
import { describeError } from "../../../src/cli/describe-error.ts";
import { AbortError } from "../../../src/domain/abort-error.ts";

const QUIET = { withStack: false };

describe("an error on the terminal", () => {
  test("is what happened, what to do about it, and what support asks for", () => {
    const error = new AbortError("clock", "the clock is wrong", {
      code: "AuthFailure.SignatureExpire",
      requestId: "r-1",
      hint: "set the clock",
    });

    expect(describeError(error, QUIET)).toBe(
      "the clock is wrong\n  set the clock\n  code AuthFailure.SignatureExpire, RequestId r-1",
    );
  });

  test("does not repeat a code that its message has", () => {
    const error = Object.assign(new Error("connect ECONNREFUSED"), { code: "ECONNREFUSED" });

    expect(describeError(error, QUIET)).toBe("connect ECONNREFUSED");
  });

  test("shows its stack where it is a defect, for somebody has to look at the code", () => {
    expect(describeError(new TypeError("x is not a function"), QUIET)).toMatch(
      /^x is not a function\n {2}at /,
    );
  });

  test("shows its stack where that is asked for", () => {
    const error = new AbortError("interrupted", "told to");

    expect(describeError(error, QUIET)).toBe("told to");
    expect(describeError(error, { withStack: true })).toMatch(/^told to\n {2}at /);
  });

  test("may be anything", () => {
    expect(describeError("oops", QUIET)).toBe("unexpected failure: oops");
  });
});
