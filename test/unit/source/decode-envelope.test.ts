import { describe, expect, test } from "vitest";
import { JsonNumber } from "../../../src/domain/json-number.ts";
import { RetryableError } from "../../../src/domain/retryable-error.ts";
import { SliceError } from "../../../src/domain/slice-error.ts";
import { decodeEnvelope } from "../../../src/source/tencent/decode-envelope.ts";
import type { HttpAnswer } from "../../../src/source/tencent/transport.ts";

const HTML = "<html><body>502 Bad Gateway</body></html>";
const REFUSAL =
  '{"Response":{"Error":{"Code":"InternalError","Message":"busy"},"RequestId":"r-1"}}';

function scrub(text: string): string {
  return text.replaceAll("AKIDMADEUP", "***");
}

function answer(status: number, text: string): HttpAnswer {
  return { status, text, serverTimeMs: undefined };
}

test("an answer is what is in Response, with the digits of its numbers", () => {
  const text = '{"Response":{"TotalCost":333.00000000,"RequestId":"r-1"}}';
  expect(decodeEnvelope(answer(200, text))).toEqual({
    kind: "answer",
    answer: { TotalCost: new JsonNumber("333.00000000"), RequestId: "r-1" },
  });
});

describe("an error in Response is the vendor's word", () => {
  test.each([200, 400, 403, 429, 500, 502])("whatever the HTTP status: %d", (status) => {
    expect(decodeEnvelope(answer(status, REFUSAL))).toEqual({
      kind: "error",
      code: "InternalError",
      message: "busy",
      requestId: "r-1",
    });
  });

  test("without message and RequestId, as gateways leave them out", () => {
    expect(decodeEnvelope(answer(200, '{"Response":{"Error":{"Code":"X.Y"}}}'))).toEqual({
      kind: "error",
      code: "X.Y",
      message: "",
      requestId: undefined,
    });
  });

  test("even when it has no code", () => {
    expect(decodeEnvelope(answer(200, '{"Response":{"Error":{}}}'))).toMatchObject({
      kind: "error",
      code: "UnknownCode",
    });
  });

  test.each<[string, string]>([
    ["a text", '"InternalError"'],
    ["a list", '[{"Code":"InternalError"}]'],
    ["a flag", "true"],
    ["an error without a code", '{"Message":"m"}'],
    ["an error whose code is a number", '{"Code":4000}'],
    ["an error whose code is empty", '{"Code":""}'],
  ])("even when it is %s: it must not pass for an empty bill", (_, error) => {
    expect(decodeEnvelope(answer(200, `{"Response":{"Error":${error},"RequestId":"r"}}`))).toEqual({
      kind: "error",
      code: "UnknownCode",
      message: error,
      requestId: "r",
    });
  });

  test("and a null there is none", () => {
    expect(decodeEnvelope(answer(200, '{"Response":{"Error":null}}')).kind).toBe("answer");
  });
});

describe("what another try may mend is tried again", () => {
  test.each<[string, number, string]>([
    ["HTML", 200, HTML],
    ["nothing", 200, ""],
    ["blanks", 200, " \n"],
    ["a truncated answer", 200, '{"Response":{"Total":1,"DetailSet":[{"Id":"63'],
    ["the legacy shape", 200, '{"code":4104,"message":"not found","codeDesc":"x"}'],
    ["a list", 200, "[]"],
    ["null", 200, "null"],
    ["a Response that is null", 200, '{"Response":null}'],
    ["a Response that is a list", 200, '{"Response":[]}'],
  ])("%s is a bad body", (_, status, text) => {
    const error = errorOf(answer(status, text));
    expect(error).toBeInstanceOf(RetryableError);
    expect(error).toMatchObject({ code: "BadBody", isThrottle: false });
  });

  test.each([408, 500, 502, 503, 504])("HTTP %d without an answer", (status) => {
    const error = errorOf(answer(status, HTML));
    expect(error).toBeInstanceOf(RetryableError);
    expect(error).toMatchObject({ code: `Http${status}`, isThrottle: false });
  });

  test("HTTP 429 is a throttle", () => {
    expect(errorOf(answer(429, ""))).toMatchObject({ code: "Http429", isThrottle: true });
  });

  test("an answer with another status than 200 is not believed", () => {
    const text = '{"Response":{"DetailSet":[],"Total":0,"RequestId":"r-1"}}';
    expect(errorOf(answer(502, text))).toBeInstanceOf(RetryableError);
  });
});

describe("what another try cannot mend fails the slice", () => {
  test.each([301, 302, 303, 307, 308])("HTTP %d: a redirect is never followed", (status) => {
    const error = errorOf(answer(status, ""));
    expect(error).toBeInstanceOf(SliceError);
    expect(error).toMatchObject({ failure: "failed", code: `Http${status}` });
    expect(error.message).toContain("redirect");
  });

  test.each([400, 401, 403, 404, 405, 413])("HTTP %d without an answer", (status) => {
    const error = errorOf(answer(status, "<html>no</html>"));
    expect(error).toBeInstanceOf(SliceError);
    expect(error.message).toContain("<html>no</html>");
  });
});

test("a failure quotes the beginning of the body, and not all of it", () => {
  const { message } = errorOf(answer(502, `<html>${"x".repeat(10_000)}`));
  expect(message).toContain("<html>xxx");
  expect(message.length).toBeLessThan(200);
});

test.each([200, 302, 400, 404, 408, 500, 503])(
  "a failure with HTTP %d says what to do about it",
  (status) => {
    expect(errorOf(answer(status, HTML))).toMatchObject({ hint: expect.stringMatching(/.{20}/) });
  },
);

function errorOf(http: HttpAnswer): Error {
  try {
    decodeEnvelope(http);
  } catch (error) {
    return error as Error;
  }
  throw new Error("it was accepted");
}

describe("what is quoted fits a table and a line", () => {
  const AWKWARD = String.raw`a\u0000b\ud800`;

  test("without characters that PostgreSQL cannot store", () => {
    const text = `{"Response":{"Error":{"Code":"${AWKWARD}","Message":"${AWKWARD}"},"RequestId":"${AWKWARD}"}}`;
    const [code, message, requestId] = Array.from({ length: 3 }, () => "a\ufffdb\ufffd");
    expect(decodeEnvelope(answer(200, text))).toMatchObject({ code, message, requestId });
  });

  test("in a good answer's RequestId too, which is noted where its records are refused", () => {
    const text = `{"Response":{"Total":1.0,"RequestId":"${AWKWARD}"}}`;
    expect(decodeEnvelope(answer(200, text))).toEqual({
      kind: "answer",
      answer: { Total: new JsonNumber("1.0"), RequestId: "a\ufffdb\ufffd" },
    });
  });

  test("however long the vendor's words are", () => {
    const long = "x".repeat(100_000);
    const text = `{"Response":{"Error":{"Code":"${long}","Message":"${long}"},"RequestId":"${long}"}}`;
    const { code, message, requestId } = decodeEnvelope(answer(200, text)) as Refused;
    expect(code.length + message.length + requestId.length).toBeLessThan(1_000);
  });
});

type Refused = Readonly<Record<"code" | "message" | "requestId", string>>;

describe("no secret is quoted from an answer", () => {
  test("that refuses the key by its name", () => {
    const text =
      '{"Response":{"Error":{"Code":"AuthFailure","Message":"AKIDMADEUP is not found"}}}';
    expect(decodeEnvelope(answer(200, text), scrub)).toMatchObject({ message: "*** is not found" });
  });

  test("of a gateway that repeats the headers", () => {
    const text = "<pre>authorization: Credential=AKIDMADEUP</pre>";
    expect(() => decodeEnvelope(answer(502, text), scrub)).toThrow("Credential=***<");
  });
});
