import { expect, test } from "vitest";
import { patchAnswer } from "../../../src/simulator/faults/answer-patch.ts";
import { type FaultyCall, createFaultPicker } from "../../../src/simulator/faults/fault-picker.ts";
import {
  FaultScriptError,
  type FaultScript,
  readFaultScript,
} from "../../../src/simulator/faults/fault-script.ts";

const CALL: FaultyCall = {
  service: "intlpartnersmgt",
  action: "DescribeBillDetail",
  secretId: "AKIDX",
  params: { Page: 1, Month: "2026-01" },
};

function faultsOf(script: FaultScript, count: number): readonly string[] {
  const pick = createFaultPicker(script);
  return Array.from({ length: count }, () => Object.keys(pick(CALL) ?? {}).join("+") || "ok");
}

test.each([
  ["{", "not JSON"],
  ["{}", "script: Invalid input: expected array"],
  ['[{"fault":{"explode":true}}]', 'Unrecognized key: "explode"'],
  ['[{"match":{"nht":1},"fault":{"reset":true}}]', '0.match: Unrecognized key: "nht"'],
  ['[{"fault":{"reset":true,"hang":true}}]', "exactly one of"],
  ['[{"fault":{}}]', "got none"],
  ['[{"match":{"nth":0},"fault":{"reset":true}}]', "0.match.nth"],
])("the script %s is refused, and says why", (text, reason) => {
  expect(() => readFaultScript(text)).toThrow(FaultScriptError);
  expect(() => readFaultScript(text)).toThrow(reason);
});

test("a rule without a match applies to every call", () => {
  expect(faultsOf(readFaultScript('[{"fault":{"reset":true}}]'), 2)).toEqual(["reset", "reset"]);
});

test("nth names one call or a range of calls, counted from 1", () => {
  const script: FaultScript = [
    { match: { nth: 2 }, fault: { reset: true } },
    { match: { nth: [4, 5] }, fault: { hang: true } },
  ];
  expect(faultsOf(script, 6)).toEqual(["ok", "reset", "ok", "hang", "hang", "ok"]);
});

test("the first rule whose turn it is wins, and the others count on", () => {
  const script: FaultScript = [
    { match: { every: 2 }, fault: { reset: true } },
    { match: { nth: 3 }, fault: { hang: true } },
  ];
  expect(faultsOf(script, 4)).toEqual(["ok", "reset", "hang", "reset"]);
});

test("a probability is the same sequence every time", () => {
  const script: FaultScript = [{ match: { probability: 0.3 }, fault: { reset: true } }];
  const first = faultsOf(script, 1000);
  expect(faultsOf(script, 1000)).toEqual(first);
  const resets = first.filter((fault) => fault === "reset").length;
  expect(resets).toBeGreaterThan(240);
  expect(resets).toBeLessThan(360);
});

test.each<[FaultScript[number]["match"], string]>([
  [{ service: "billing" }, "ok"],
  [{ action: "DescribeBillDetail" }, "reset"],
  [{ action: "DescribeBillSummary" }, "ok"],
  [{ secretId: "AKIDX" }, "reset"],
  [{ secretId: "AKIDY" }, "ok"],
  [{ params: { Page: 1 } }, "reset"],
  [{ params: { Page: 2 } }, "ok"],
  [{ params: { Page: 1, PayMode: "prePay" } }, "ok"],
])("the match %j gives %s", (match, fault) => {
  expect(faultsOf([{ match, fault: { reset: true } }], 1)).toEqual([fault]);
});

test.each([
  [{ Total: 7 }, { Total: 7 }],
  [{ Total: { $add: -1 } }, { Total: 1 }],
  [{ Total: { $remove: true } }, { Total: undefined }],
  [{ Text: { $add: 3 } }, { Text: "8" }],
  [{ New: { a: 1 } }, { New: { a: 1 } }],
  [{ "Rows.1.Id": 5 }, { Rows: [{ Id: "a" }, { Id: 5 }] }],
  [
    { "Rows.*.X": null },
    {
      Rows: [
        { Id: "a", X: null },
        { Id: "b", X: null },
      ],
    },
  ],
  [{ "Rows.0": { $remove: true } }, { Rows: [{ Id: "b" }] }],
  [{ Rows: null }, { Rows: null }],
])("the patch %j changes just that", (patch, changed) => {
  const answer = { Total: 2, Text: "5", Rows: [{ Id: "a" }, { Id: "b" }] };
  expect(patchAnswer(answer, patch)).toEqual({ ...answer, ...changed });
  expect(answer).toEqual({ Total: 2, Text: "5", Rows: [{ Id: "a" }, { Id: "b" }] });
});

test("a patch can write a bare number of any digits", () => {
  expect(JSON.stringify(patchAnswer({ a: 1 }, { a: { $raw: "1.50e-7" } }))).toBe('{"a":1.50e-7}');
});
