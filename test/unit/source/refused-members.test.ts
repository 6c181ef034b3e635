import { expect, test } from "vitest";
import { AccountError } from "../../../src/domain/account-error.ts";
import { type Json, type JsonObject, writeJson } from "../../../src/domain/json.ts";
import { SliceError } from "../../../src/domain/slice-error.ts";
import { RefusedMembers } from "../../../src/source/tencent/refused-members.ts";

const ALL = ["a", "b", "c", "d", "e", "f", "g", "h"];

/** An API that refuses every call in which one of `bad` stands, asked in one extraction. */
function openApi(bad: readonly string[], refusal: Error = new SliceError("forbidden", "no")) {
  const calls: string[] = [];
  const leftOut: Json[] = [];
  const members = new RefusedMembers({
    field: "Uins",
    onRefused: (member) => leftOut.push(member),
  });
  const call = async (params: JsonObject): Promise<JsonObject> => {
    const asked = (params["Uins"] as readonly string[]).join("");
    calls.push(`${writeJson(params["Month"] ?? "")} ${asked}`);
    if (bad.some((uin) => asked.includes(uin))) {
      throw refusal;
    }
    return await Promise.resolve({ Data: asked });
  };
  const ask = async (
    uins: readonly string[],
    more: JsonObject = {},
  ): Promise<readonly string[]> => {
    const answers = members.answers({ ...more, Uins: uins }, call);
    return (await Array.fromAsync(answers)).map((answer) =>
      writeJson(answer["Data"] ?? "").slice(1, -1),
    );
  };
  return { calls, leftOut, ask };
}

test("a list that nobody refuses is one call", async () => {
  const { calls, leftOut, ask } = openApi([]);
  expect(await ask(ALL)).toEqual(["abcdefgh"]);
  expect({ calls, leftOut }).toEqual({ calls: ['"" abcdefgh'], leftOut: [] });
});

test("one refused member is found in halves and left out, all others are answered in order", async () => {
  const { calls, leftOut, ask } = openApi(["c"]);
  expect(await ask(ALL, { Month: "m" })).toEqual(["ab", "d", "efgh"]);
  expect(leftOut).toEqual(["c"]);
  const asked = ["abcdefgh", "abcd", "ab", "cd", "c", "d", "efgh"];
  expect(calls).toEqual(asked.map((uins) => `"m" ${uins}`));
});

test("a member that makes the call invalid is left out like one that is forbidden", async () => {
  const invalid = new SliceError("failed", "no", { code: "InvalidParameterValue.Uin" });
  const { leftOut, ask } = openApi(["a", "h"], invalid);
  expect((await ask(ALL)).join("")).toBe("bcdefg");
  expect(leftOut).toEqual(["a", "h"]);
});

test("a refused member alone in a later request does not fail what was answered before", async () => {
  const { leftOut, ask } = openApi(["c"]);
  expect(await ask(["a", "b"])).toEqual(["ab"]);
  expect(await ask(["c"])).toEqual([]);
  expect(leftOut).toEqual(["c"]);
});

test("where every member is refused, the refusal stands", async () => {
  const { leftOut, ask } = openApi(ALL);
  await expect(ask(ALL)).rejects.toThrow(SliceError);
  expect(leftOut).toEqual([]);
});

test.each([
  new SliceError("drift", "another shape", { code: "Drift" }),
  new SliceError("failed", "gave up", { code: "InternalError" }),
  new AccountError("refused", { code: "AuthFailure" }),
])("what is no member's fault is not asked about again: %s", async (failure) => {
  const { calls, ask } = openApi(["a"], failure);
  await expect(ask(ALL)).rejects.toBe(failure);
  expect(calls).toHaveLength(1);
});

test("a stream that asks for no list is called as it is", async () => {
  const refusal = new SliceError("forbidden", "no");
  const members = new RefusedMembers({ field: undefined, onRefused: () => undefined });
  const calls: JsonObject[] = [];
  const asking = Array.fromAsync(
    members.answers({ Uins: ["a", "b"] }, async (params) => {
      calls.push(params);
      throw await Promise.resolve(refusal);
    }),
  );
  await expect(asking).rejects.toBe(refusal);
  expect(calls).toEqual([{ Uins: ["a", "b"] }]);
});
