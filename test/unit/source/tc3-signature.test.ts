import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import * as fc from "fast-check";
import type OfficialSigning from "tencentcloud-sdk-nodejs-common/tencentcloud/common/sign.js";
import { describe, expect, test } from "vitest";
import { type Signable, signTc3 } from "../../../src/source/tencent/tc3-signature.ts";

type Vector = {
  readonly name: string;
  readonly input: Omit<Signable, "timestampS"> & { readonly timestamp: number };
  readonly authorization: string;
  readonly agreedBy: readonly string[];
};

const VECTORS = JSON.parse(
  readFileSync(new URL("../../fixtures/signatures/tc3-vectors.json", import.meta.url), "utf8"),
) as readonly Vector[];

// The official client's own signer; its package has no other door to it.
const { default: officialSigner } = createRequire(import.meta.url)(
  "tencentcloud-sdk-nodejs-common/tencentcloud/common/sign.js",
) as typeof OfficialSigning;

function signOfficially({ host, contentType, body, timestampS, ...rest }: Signable): string {
  return officialSigner.sign3({
    ...rest,
    url: `https://${host}/`,
    payload: Buffer.from(body),
    timestamp: timestampS,
    multipart: false,
    boundary: "",
    headers: { "Content-Type": contentType },
  });
}

describe("the signatures that two official clients agree on", () => {
  test("are several, and two clients did agree on each", () => {
    expect(VECTORS.length).toBeGreaterThanOrEqual(5);
    expect(VECTORS.filter(({ agreedBy }) => agreedBy.length < 2)).toEqual([]);
  });

  test.each(VECTORS)("are ours: $name", ({ input, authorization }) => {
    const { timestamp, ...rest } = input;
    expect(signTc3({ ...rest, timestampS: timestamp })).toBe(authorization);
  });
});

const SIGNABLE: fc.Arbitrary<Signable> = fc.record({
  secretId: fc.string({ minLength: 1 }),
  secretKey: fc.string({ minLength: 1, unit: "binary" }),
  service: fc.constantFrom("intlpartnersmgt", "billing"),
  host: fc.domain(),
  contentType: fc.constantFrom("application/json", "application/json; charset=utf-8"),
  body: fc.oneof(
    fc.json(),
    fc.string({ unit: "grapheme", minLength: 1 }),
    fc.string({ unit: "binary", minLength: 1 }),
  ),
  timestampS: fc.integer({ min: 0, max: 4_102_444_800 }),
});

test("whatever is signed, the signature is the official client's, character for character", () => {
  fc.assert(
    fc.property(SIGNABLE, (signable) => {
      expect(signTc3(signable)).toBe(signOfficially(signable));
    }),
    { numRuns: 300 },
  );
});

test("the scope's date is the UTC date of the timestamp, not the UTC+8 date of the bill", () => {
  const signable = {
    secretId: "id",
    secretKey: "key",
    service: "billing",
    host: "billing.example",
    contentType: "application/json",
    body: "{}",
  };
  const scopeAt = (instant: string): string | undefined =>
    /Credential=id\/([\d-]+)\//.exec(
      signTc3({ ...signable, timestampS: Date.parse(instant) / 1000 }),
    )?.[1];
  expect(scopeAt("2025-12-31T23:59:59Z")).toBe("2025-12-31");
  expect(scopeAt("2026-01-01T00:00:00Z")).toBe("2026-01-01");
});

test("a signature with a port in its host differs: what is sent is what is signed", () => {
  const [vector] = VECTORS;
  const { timestamp, ...input } = vector!.input;
  const withPort = signTc3({ ...input, host: `${input.host}:8080`, timestampS: timestamp });
  expect(withPort).not.toBe(vector!.authorization);
});
