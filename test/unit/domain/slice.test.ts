import { expect, test } from "vitest";
import { describeSlice, type Slice, sliceKey } from "../../../src/domain/slice.ts";
import { stream } from "../../fixtures/streams/made-up-usage.ts";

const SLICE: Slice = { account: "main", stream, uin: "200000000001", month: "2026-10" };

test("a slice in one line leaves out what it has not", () => {
  expect(describeSlice(SLICE)).toBe("main · made_up_usage · 200000000001 · 2026-10");
  expect(describeSlice({ ...SLICE, uin: "", month: undefined })).toBe("main · made_up_usage");
});

test("equal slices have equal keys, and each difference shows in the key", () => {
  const others: readonly Slice[] = [
    { ...SLICE, account: "other" },
    { ...SLICE, stream: { ...stream, name: "other" } },
    { ...SLICE, uin: "200000000002" },
    { ...SLICE, month: "2026-11" },
    { ...SLICE, month: undefined },
    { ...SLICE, account: "main\u0000", uin: "" },
  ];
  expect(sliceKey({ ...SLICE })).toBe(sliceKey(SLICE));
  expect(new Set([SLICE, ...others].map(sliceKey)).size).toBe(others.length + 1);
});
