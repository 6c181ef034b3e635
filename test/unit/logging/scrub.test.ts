import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { SliceError } from "../../../src/domain/slice-error.ts";
import { createScrubber } from "../../../src/logging/scrub.ts";
import { createSink } from "./sink.ts";

const HEX = "829b1fc232c9727e67236e3e61353b36cda1895f2cc4e566c2506af29900cabf";

describe("known secrets", () => {
  test.each([
    ["as it is", ["hunter22"], "key hunter22.", "key ***."],
    ["more than once", ["hunter22"], "hunter22hunter22 hunter22", "****** ***"],
    ["in JSON", ['a"b\\c\nd'], JSON.stringify({ key: 'a"b\\c\nd' }), '{"key":"***"}'],
    ["in JSON in JSON", ['a"b\\cd'], JSON.stringify(JSON.stringify('a"b\\cd')), '"\\"***\\""'],
    ["in a URL", ["p@ss/word"], "?k=p%40ss%2Fword&l=p%40ss%2fword", "?k=***&l=***"],
    ["in a form", ["two words!"], "k=two+words%21&l=two%20words!", "k=***&l=***"],
    ["that contains another", ["secret", "secret-long"], "secret-long secret", "*** ***"],
    ["that overlaps another", ["abcdef12", "f12345678"], "abcdef12345678", "***"],
    ["that overlaps itself", ["abcabcab"], "abcabcabcab", "***"],
    ["too short to be looked for", ["short"], "a short word", "a short word"],
    ["that is empty", [""], "text", "text"],
  ])("a secret %s", (_, secrets, text, expected) => {
    expect(createScrubber(secrets)(text)).toBe(expected);
  });
});

describe("what looks like a secret", () => {
  test.each([
    [
      `TC3-HMAC-SHA256 Credential=AKIDEXAMPLE/2025-12-01/billing/tc3_request, SignedHeaders=host, Signature=${HEX}`,
      "TC3-HMAC-SHA256 Credential=***/2025-12-01/billing/tc3_request, SignedHeaders=host, Signature=***",
    ],
    [`Signature=${HEX.slice(0, 20)}…`, "Signature=***…"],
    [`Signature%3D${HEX}&Credential%3DAKIDX%2F2025`, "Signature%3D***&Credential%3D***%2F2025"],
    ["postgres://user:pw@host:5432/db", "postgres://user:***@host:5432/db"],
    ["at postgresql://user:p@s/s@host/db now", "at postgresql://user:***@host/db now"],
    ["postgres://user@host/db", "postgres://user@host/db"],
    ["via http://me:pw@proxy:3128/", "via http://me:***@proxy:3128/"],
    ["see https://host:443/a@b", "see https://host:443/a@b"],
    ["postgres:///db?password=pw&sslmode=require", "postgres:///db?password=***&sslmode=require"],
    ["host=h password='p w' user=u", "host=h password=*** user=u"],
  ])("%s", (text, expected) => {
    const scrub = createScrubber([]);
    expect(scrub(text)).toBe(expected);
    expect(scrub(scrub(text))).toBe(expected);
  });

  test("ordinary text stays as it is", () => {
    const text =
      '{"event":"Signature checked","rows":12,"url":"https://hc-ping.com/x","at":"a@b.c"}';
    expect(createScrubber(["hunter22"])(text)).toBe(text);
  });

  test("JSON stays JSON", () => {
    const line = JSON.stringify({
      a: 'password="x',
      b: "password=\\",
      c: 'Credential=\\"',
      d: "postgres://u:p\\@h",
    });
    expect(() => JSON.parse(createScrubber([])(line))).not.toThrow();
  });
});

/** At least 8 characters of any kind. Without `*`: what the mask itself consists of cannot vanish. */
const secret = fc
  .oneof(
    fc.string({ minLength: 8, maxLength: 40 }),
    fc.string({ minLength: 8, maxLength: 40, unit: "binary" }),
    fc.base64String({ minLength: 8, maxLength: 64 }),
    fc.webPath().map((path) => `https://ping.example${path}`),
  )
  .filter((text) => text.trim().length >= 8 && !text.includes("*"));

describe("no secret of 8 or more characters survives", () => {
  test("in any text, however it is written there", () => {
    const written = fc.constantFrom<(text: string) => string>(
      (text) => text,
      (text) => JSON.stringify(text),
      (text) => JSON.stringify(JSON.stringify({ [text]: text })),
      (text) => encodeURIComponent(text.toWellFormed()),
      (text) => new URLSearchParams({ k: text.toWellFormed() }).toString(),
    );
    fc.assert(
      fc.property(
        fc.array(secret, { minLength: 1, maxLength: 4 }),
        fc.string(),
        fc.string(),
        written,
        (secrets, before, after, write) => {
          const scrubbed = createScrubber(secrets)(before + secrets.map(write).join("") + after);
          for (const each of secrets) {
            expect(scrubbed).not.toContain(each);
            expect(scrubbed).not.toContain(write(each));
          }
        },
      ),
      { numRuns: 300 },
    );
  });

  test("in any line: event, field, name of a field, error, cause, JSON or pretty", () => {
    fc.assert(
      fc.property(
        secret,
        fc.string(),
        fc.constantFrom("json", "pretty"),
        (hidden, around, format) => {
          const { logger, text } = createSink({
            level: "debug",
            format,
            scrub: createScrubber([hidden]),
          });
          const told = around + hidden + around;
          const cause = Object.assign(new Error(told), { code: told });
          const error = new SliceError("failed", told, { hint: told, requestId: told, cause });
          logger.child({ bound: told }).error(told, {
            [told]: told,
            nested: { list: [told, new Map([[told, told]])], body: JSON.stringify({ told }) },
            error,
            errors: new AggregateError([error], told),
          });
          for (const found of textsOf(text())) {
            expect(found).not.toContain(hidden);
          }
          expect(text()).toContain("***");
        },
      ),
      { numRuns: 200 },
    );
  });
});

/** A line as it stands, and, where it is JSON, every name and text in it. */
function textsOf(line: string): readonly string[] {
  const found = [line];
  if (line.startsWith("{")) {
    JSON.parse(line, (name, value: unknown) => {
      found.push(name, ...(typeof value === "string" ? [value] : []));
      return value;
    });
  }
  return found;
}
