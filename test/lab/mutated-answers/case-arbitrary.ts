import * as fc from "fast-check";
import { ANSWER_MUTATIONS } from "./answer-mutations.ts";
import { FIELD_MUTATIONS } from "./field-mutations.ts";
import type { Mutation } from "./mutation.ts";
import type { LabCase } from "./play-case.ts";
import { WIRE_MUTATIONS } from "./wire-mutations.ts";

const FIELD_KINDS = Object.keys(FIELD_MUTATIONS);
const ANSWER_KINDS = [...Object.keys(ANSWER_MUTATIONS), "another page"];
const WIRE_KINDS = Object.keys(WIRE_MUTATIONS);

/** Every kind of change that the lab knows. */
export const MUTATION_KINDS: readonly string[] = [...FIELD_KINDS, ...ANSWER_KINDS, ...WIRE_KINDS];

const PLACES_MAX = 10_000;

/** One case about one of `honestCount` answers, most with one change, some with two or three, a few with none. */
export function caseArbitrary(honestCount: number): fc.Arbitrary<LabCase> {
  return fc.record({
    honest: fc.nat(honestCount - 1),
    mutations: fc.oneof(
      { weight: 1, arbitrary: fc.constant([]) },
      { weight: 40, arbitrary: fc.tuple(mutation()) },
      { weight: 10, arbitrary: fc.array(mutation(), { minLength: 2, maxLength: 3 }) },
    ),
    target: fc.nat(7),
    pageSize: fc.constantFrom(200, 3, 2, 4),
    everywhere: oneIn(4),
    once: oneIn(4),
    hasEarlier: oneIn(3),
    thenHonest: oneIn(4),
  });
}

function mutation(): fc.Arbitrary<Mutation> {
  const kind = fc.oneof(
    { weight: 2, arbitrary: fc.constantFrom(...FIELD_KINDS) },
    { weight: 1, arbitrary: fc.constantFrom(...ANSWER_KINDS) },
    { weight: 1, arbitrary: fc.constantFrom(...WIRE_KINDS) },
  );
  return fc.record({ kind, pick: fc.nat(PLACES_MAX), choice: fc.nat(1_000) });
}

function oneIn(times: number): fc.Arbitrary<boolean> {
  return fc.nat(times - 1).map((number) => number === times - 1);
}
