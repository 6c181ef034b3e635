import { readFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, test } from "vitest";
import { FAULT_GROUPS } from "../../lab/faults.ts";
import { testName } from "../../lab/faults/fault.ts";
import { MUTANTS } from "../../lab/mutants/all-mutants.ts";
import { applyMutant } from "../../lab/mutants/mutant.ts";
import { renderFaults } from "../../lab/render-faults.ts";

const PROJECT = path.resolve(import.meta.dirname, "../../..");
const FAULTS = FAULT_GROUPS.flatMap(({ faults }) => faults);
const PROOFS = FAULTS.flatMap((fault) => ("proofs" in fault ? fault.proofs : []));

const read = (file: string): string => readFileSync(path.join(PROJECT, file), "utf8");

describe("the fault list", () => {
  test("is what FAULTS.md shows", async () => {
    await expect(renderFaults(FAULT_GROUPS, MUTANTS)).toMatchFileSnapshot("../../lab/FAULTS.md");
  });

  test("numbers each fault once, by hundreds for each group", () => {
    const numbers = FAULTS.map(({ number }) => number);
    expect(numbers).toEqual([...new Set(numbers)].toSorted((a, b) => a - b));
    for (const [index, { faults }] of FAULT_GROUPS.entries()) {
      expect(faults.map(({ number }) => Math.floor(number / 100))).toEqual(
        faults.map(() => index + 1),
      );
    }
  });

  test("says in a sentence what happens at each", () => {
    const texts = FAULTS.flatMap(({ fault, happens }) => [fault, happens]);
    expect(texts.filter((text) => text.trim() !== text || text === "" || /\n/.test(text))).toEqual(
      [],
    );
  });

  // A title that was changed would leave its mutant with a test that is never run.
  test.each(PROOFS.map((proof) => [testName(proof), proof.file, proof] as const))(
    "%s is a test of %s",
    (_name, file, { title, row }) => {
      const text = read(file);
      const parts = [...title.split(" > "), ...(row === undefined ? [] : [row])];
      expect(parts.filter((part) => !isQuoted(part, text))).toEqual([]);
    },
  );
});

describe("the mutants", () => {
  test("have each its own name", () => {
    const ids = MUTANTS.map(({ id }) => id);
    expect(ids).toEqual([...new Set(ids)]);
  });

  test("are all there, and none without a fault that it belongs to", () => {
    const named = new Set(PROOFS.map(({ mutant }) => mutant));
    expect(new Set(MUTANTS.map(({ id }) => id))).toEqual(named);
  });

  test.each(MUTANTS.map((mutant) => [mutant.id, mutant] as const))(
    "%s takes out a guard that is there",
    (_, mutant) => {
      const text = read(mutant.file);
      expect(applyMutant(mutant, text)).not.toBe(text);
    },
  );
});

function isQuoted(part: string, text: string): boolean {
  return ['"', "'", "`"].some((quote) => text.includes(`${quote}${part}${quote}`));
}
