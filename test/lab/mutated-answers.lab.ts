import * as fc from "fast-check";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { readStreams } from "../../src/source/tencent/read-streams.ts";
import { labOption } from "../support/lab-environment.ts";
import { caseArbitrary, MUTATION_KINDS } from "./mutated-answers/case-arbitrary.ts";
import { openLabTable } from "./mutated-answers/lab-table.ts";
import { Tally } from "./mutated-answers/tally.ts";

// `LAB_SEED=… LAB_PATH=… npm run lab -- test/lab/mutated-answers.lab.ts -t <stream>`, with the seed and
// path that a failure prints, plays that one answer again.
const CASES = Number(labOption("CASES") ?? "10000");
const SEED = Number(labOption("SEED") ?? "20261110");
const PATH = labOption("PATH");
const STREAMS = await readStreams();

describe(`${CASES} mutated answers end as the rows that they say or as a classified error`, () => {
  const tally = new Tally();
  let table: Awaited<ReturnType<typeof openLabTable>>;
  beforeAll(async () => {
    table = await openLabTable(STREAMS);
  });
  afterAll(async () => {
    process.stdout.write(`\n${tally.toString()}\n`);
    await table[Symbol.asyncDispose]();
  });

  test.concurrent.each(STREAMS.map(({ name }, index) => [name, index] as const))(
    "%s",
    async (name, index) => {
      const property = fc.asyncProperty(caseArbitrary(table.honestCount(name)), async (lab) => {
        const { ended } = await table.play(name, lab);
        tally.note(
          lab.mutations.map(({ kind }) => kind),
          ended,
        );
      });
      const end = fc.assert(property, {
        numRuns: Math.ceil(CASES / STREAMS.length),
        ...(PATH === undefined ? { seed: SEED + index } : { seed: SEED, path: PATH }),
      });
      await expect(end).resolves.toBeUndefined();
    },
  );

  test("every kind of change was played, and no claim was left behind", async () => {
    // The tests above run side by side; this one begins when they are over.
    const missing = MUTATION_KINDS.filter((kind) => !tally.kinds.includes(kind));
    expect(tally.cases < 5_000 ? [] : missing).toEqual([]);
    expect(await table.openClaims()).toBe(0);
  });
});
