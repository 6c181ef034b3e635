import * as fc from "fast-check";
import type { JsonObject } from "../../src/domain/json.ts";
import { billLine } from "./bill-line.ts";

/** What lines are told apart by: the vendor's Id (which may repeat), no Id at all, or some of each. */
export type Identity = "ids" | "no ids" | "some ids";

// Few values, so that lines often agree in some fields, in all, or come back changed in one.
const IDS: Readonly<Record<Identity, fc.Arbitrary<string>>> = {
  ids: fc.constantFrom("1", "2", "3", "4", "5", "6", "7", "8"),
  "no ids": fc.constantFrom("", "-"),
  "some ids": fc.constantFrom("", "1", "2", "3"),
};

/** Bill lines in the order of an answer. */
export function linesArbitrary(identity: Identity): fc.Arbitrary<readonly JsonObject[]> {
  const line = fc
    .record({
      Id: IDS[identity],
      InstanceId: fc.constantFrom("ins-1", "ins-2"),
      // Not part of what identifies a line: users rename things.
      InstanceName: fc.constantFrom("web", "db", null),
      TotalCost: fc.constantFrom("1.0", "1.00", "-2.5", "0.000000000000001", "12345678901234567.1"),
      Tags: fc.constantFrom(null, [{ TagKey: "team", TagValue: "a" }]),
      NewField: fc.constantFrom(undefined, "x"),
    })
    .map(({ NewField, ...fields }) =>
      billLine(NewField === undefined ? fields : { ...fields, NewField }),
    );
  return fc.array(line, { maxLength: 12 });
}

/** The same lines in another order, cut into other pages. */
export function repaged(
  lines: readonly JsonObject[],
  { order, size }: { readonly order: readonly number[]; readonly size: number },
): readonly (readonly JsonObject[])[] {
  const shuffled = lines
    .map((line, index) => ({ line, rank: order[index % Math.max(order.length, 1)] ?? 0 }))
    .toSorted((a, b) => a.rank - b.rank)
    .map(({ line }) => line);
  return Array.from({ length: Math.ceil(shuffled.length / size) }, (_, page) =>
    shuffled.slice(page * size, (page + 1) * size),
  );
}
