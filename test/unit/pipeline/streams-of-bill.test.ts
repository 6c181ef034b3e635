import { expect, test } from "vitest";
import type { BillKey } from "../../../src/domain/reconciliation.ts";
import { streamsOfBill } from "../../../src/pipeline/streams-of-bill.ts";
import { aStream, anAccount } from "./a-stream.ts";

const LIST = aStream({ name: "list", slicing: "account", phase: "list" });
const SUMMARY = aStream({ name: "summary" });
const OWN = aStream({ name: "own", slicing: "own-month", role: "customer" });
const BY_TAG = aStream({
  name: "by_tag",
  slicing: "own-month",
  role: "customer",
  requests: ({ tagKeys }) => tagKeys.map((tagKey) => ({ TagKey: tagKey })),
});
const PAYER = aStream({ name: "payer", slicing: "own-month", role: "payer" });
const STREAMS = [LIST, SUMMARY, OWN, BY_TAG, PAYER];

const ACCOUNTS = [
  anAccount({ roles: ["partner", "customer"], uin: "9" }),
  anAccount({ name: "tagged", roles: ["customer"], uin: "8", tagKeys: ["team"] }),
];

test.each<[string, Partial<BillKey>, readonly string[] | undefined, readonly string[]]>([
  ["a customer's bill by the streams of customers", { uin: "1" }, undefined, ["summary"]],
  ["its own by those of its roles", { uin: "9" }, undefined, ["own"]],
  [
    "by those that have something to ask",
    { account: "tagged", uin: "8" },
    undefined,
    ["own", "by_tag"],
  ],
  ["by those that are chosen", { account: "tagged", uin: "8" }, ["by_tag"], ["by_tag"]],
  ["a bill of an account that is not configured by none", { account: "gone" }, undefined, []],
])("%s", (_rule, bill, chosen, expected) => {
  const key = { account: "main", uin: "1", billMonth: "2026-10-01", ...bill };
  expect(streamsOfBill(key, { accounts: ACCOUNTS, streams: STREAMS, chosen })).toEqual(expected);
});
