import PQueue from "p-queue";
import { expect, test } from "vitest";
import { FAULT_GROUPS } from "../lab/faults.ts";
import type { Proof } from "../lab/faults/fault.ts";
import { MUTANTS } from "../lab/mutants/all-mutants.ts";
import { runExperiment } from "../lab/mutants/workshop.ts";

/** A few that are quick; the lab plants them all. */
const SAMPLE = [
  "short-page-is-the-end",
  "unknown-code-tried-again",
  "refused-key-used-on",
  "older-tick-due-again",
  "missing-fields-are-null",
  "patience-without-end",
];

const PROOFS = FAULT_GROUPS.flatMap(({ faults }) =>
  faults.flatMap((fault) => ("proofs" in fault ? fault.proofs : [])),
);

test(
  "tests that claim to watch a guard fail without it, and pass with it",
  { timeout: 120_000 },
  async () => {
    const [first, ...others] = SAMPLE.map(sampled);
    const queue = new PQueue({ concurrency: 2 });
    const planted = queue.addAll(
      SAMPLE.map((id) => async () => {
        const mutant = MUTANTS.find((candidate) => candidate.id === id);
        return mutant === undefined
          ? "not found"
          : (await runExperiment({ mutant, tests: [sampled(id)] })).kind;
      }),
    );
    const control = queue.add(async () =>
      first === undefined ? "nothing" : (await runExperiment({ tests: [first, ...others] })).kind,
    );
    expect(await planted).toEqual(SAMPLE.map(() => "failed"));
    expect(await control).toBe("passed");
  },
);

/** The quick test that has to catch the mutant. */
function sampled(id: string): Proof {
  const proof = PROOFS.find(({ mutant, file }) => mutant === id && file.startsWith("test/unit/"));
  if (proof === undefined) {
    throw new Error(`no unit test is to catch ${id}`);
  }
  return proof;
}
