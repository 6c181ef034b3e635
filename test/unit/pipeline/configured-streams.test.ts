import { expect, test } from "vitest";
import { configuredStreams } from "../../../src/pipeline/configured-streams.ts";
import { aStream, anAccount } from "./a-stream.ts";

const STREAMS = [
  aStream({ name: "list", slicing: "account", phase: "list" }),
  aStream({
    name: "facts",
    slicing: "account",
    phase: "facts",
    requests: ({ customerUins }) => customerUins.map((uin) => ({ uin })),
  }),
  aStream({ name: "summary" }),
  aStream({ name: "own", slicing: "own-month", role: "customer" }),
  aStream({
    name: "by_tag",
    slicing: "own-month",
    role: "customer",
    requests: ({ tagKeys }) => tagKeys.map((tagKey) => ({ tagKey })),
  }),
];
const CUSTOMER = { account: "main", uin: "1", unboundAt: undefined };

function namesOf(
  account: Parameters<typeof anAccount>[0],
  chosen?: readonly string[],
  customers = [CUSTOMER],
): readonly string[] {
  const settings = { accounts: [anAccount(account)], streams: chosen };
  return configuredStreams(settings, STREAMS, customers).map(({ stream }) => stream);
}

test("an account is to be loaded with the streams of its roles that have something to ask", () => {
  expect(namesOf({ roles: ["partner"] })).toEqual(["list", "facts", "summary"]);
  expect(namesOf({ roles: ["partner"] }, undefined, [])).toEqual(["list", "summary"]);
  expect(namesOf({ roles: ["customer"], uin: "9" })).toEqual(["own"]);
  expect(namesOf({ roles: ["customer"], uin: "9", tagKeys: ["team"] })).toEqual(["own", "by_tag"]);
});

test("a choice of streams counts, with the list that they need", () => {
  expect(namesOf({ roles: ["partner"] }, ["summary"])).toEqual(["list", "summary"]);
  expect(namesOf({ roles: ["customer"], uin: "9" }, ["by_tag"])).toEqual([]);
});
