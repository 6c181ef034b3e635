import { expect, test } from "vitest";
import {
  parseAuthorization,
  requireAuthorization,
} from "../../../src/simulator/wire/authorization.ts";
import { authenticate } from "../../../src/simulator/wire/signature-check.ts";

// A signature on which the vendor's two Node clients agree.
const CREDENTIAL = {
  secretId: "AKIDEXAMPLEEXAMPLEEXAMPLEEXAMPLE0001",
  secretKey: "EXAMPLESECRETKEYEXAMPLE000000001",
  roles: ["customer"],
  uin: "1",
} as const;
const HEADERS = {
  authorization:
    "TC3-HMAC-SHA256 Credential=AKIDEXAMPLEEXAMPLEEXAMPLEEXAMPLE0001/2025-12-01/intlpartnersmgt/tc3_request, " +
    "SignedHeaders=content-type;host, Signature=829b1fc232c9727e67236e3e61353b36cda1895f2cc4e566c2506af29900cabf",
  host: "intlpartnersmgt.intl.tencentcloudapi.com",
  "content-type": "application/json",
  "x-tc-timestamp": "1764547200",
};
const BODY = '{"Month":"2025-11","PageSize":200,"Page":1}';
const NOW = 1_764_547_200_000;

type Change = {
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
  readonly service?: string;
  readonly now?: number;
  readonly token?: string;
};

function check({
  headers,
  body = BODY,
  service = "intlpartnersmgt",
  now = NOW,
  token,
}: Change): string {
  const sent = { ...HEADERS, ...headers };
  const authorization = requireAuthorization(parseAuthorization(sent.authorization));
  const call = { authorization, headers: sent, body: Buffer.from(body), service, now };
  const credential = token === undefined ? CREDENTIAL : { ...CREDENTIAL, token };
  return authenticate(call, [credential]).uin;
}

test.each<[string, Change]>([
  ["as the vendor's clients make it", {}],
  ["for a host with a port, signed without", { headers: { host: `${HEADERS.host}:8080` } }],
  ["five minutes old", { now: NOW + 300_000 }],
  ["five minutes early", { now: NOW - 300_000 }],
  ["with the credential's token", { headers: { "x-tc-token": "t" }, token: "t" }],
])("a signature is accepted %s", (_, change) => {
  expect(check(change)).toBe("1");
});

test.each<[string, string, Change]>([
  ["another body", "SignatureFailure", { body: `${BODY} ` }],
  ["another host", "SignatureFailure", { headers: { host: "example.com" } }],
  [
    "another content type",
    "SignatureFailure",
    { headers: { "content-type": "application/json; charset=utf-8" } },
  ],
  ["another service's action", "SignatureFailure", { service: "billing" }],
  ["another second", "SignatureFailure", { headers: { "x-tc-timestamp": "1764547201" } }],
  ["another UTC day", "SignatureFailure", { headers: { "x-tc-timestamp": "1764547199" } }],
  ["a late call", "SignatureExpire", { now: NOW + 301_000 }],
  ["an early call", "SignatureExpire", { now: NOW - 301_000 }],
  ["a timestamp that is no number", "SignatureExpire", { headers: { "x-tc-timestamp": "soon" } }],
  ["a missing token", "TokenFailure", { token: "t" }],
  ["a token nobody asked for", "TokenFailure", { headers: { "x-tc-token": "t" } }],
  [
    "an unknown key",
    "SecretIdNotFound",
    { headers: { authorization: HEADERS.authorization.replace("0001/", "0002/") } },
  ],
  ["no scheme", "InvalidAuthorization", { headers: { authorization: "SKIP" } }],
  [
    "a host that was not signed",
    "SignatureFailure",
    {
      headers: {
        authorization: HEADERS.authorization.replace("content-type;host", "content-type"),
      },
    },
  ],
])("%s is refused with AuthFailure.%s", (_, code, change) => {
  expect(() => check(change)).toThrow(expect.objectContaining({ code: `AuthFailure.${code}` }));
});
