import type { HonestAnswer } from "./honest-answer.ts";
import type { WireObject } from "./wire-json.ts";

/** One change of an answer. `pick` says where, `choice` what of several; both are taken modulo what there is. */
export type Mutation = { readonly kind: string; readonly pick: number; readonly choice: number };

/** A change of what an answer says, before it is written: given the fields of `Response`. */
export type TreeMutator = (
  fields: WireObject,
  mutation: Mutation,
  honest: HonestAnswer,
) => WireObject;

/** The item that `number` stands for; undefined of none. */
export function picked<T>(items: readonly T[], number: number): T | undefined {
  return items[number % Math.max(items.length, 1)];
}
