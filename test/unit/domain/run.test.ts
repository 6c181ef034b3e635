import * as fc from "fast-check";
import { expect, test } from "vitest";
import { type ExitCode, worstExit } from "../../../src/domain/run.ts";

const FROM_WORST_TO_BEST: readonly ExitCode[] = [2, 8, 6, 75, 5, 1, 3, 4, 0];

test("of two exit codes the worse one counts, in either order", () => {
  for (const [index, worse] of FROM_WORST_TO_BEST.entries()) {
    for (const better of FROM_WORST_TO_BEST.slice(index)) {
      expect(worstExit([worse, better])).toBe(worse);
      expect(worstExit([better, worse])).toBe(worse);
    }
  }
});

test("of many exit codes the worst one counts", () => {
  fc.assert(
    fc.property(fc.array(fc.constantFrom(...FROM_WORST_TO_BEST), { minLength: 1 }), (codes) => {
      expect(rank(worstExit(codes))).toBe(Math.min(...codes.map(rank)));
    }),
  );
});

test("nothing that went wrong is a success", () => {
  expect(worstExit([])).toBe(0);
});

function rank(code: ExitCode): number {
  return FROM_WORST_TO_BEST.indexOf(code);
}
