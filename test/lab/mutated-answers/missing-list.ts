import { DRIFT, type Refusal } from "./verdict.ts";
import { isWireList, WireObject } from "./wire-json.ts";

/** A list of records that is missing, with records elsewhere, has been renamed. */
export function missingList(fields: WireObject, list: string): readonly Refusal[] {
  const others = fields.members.filter(
    ([, value]) => isWireList(value) && value.some((item) => item instanceof WireObject),
  );
  return fields.get(list) === undefined && others.length > 0 ? [{ by: DRIFT, names: [list] }] : [];
}
