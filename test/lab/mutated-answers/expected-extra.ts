import type { Table } from "../../../src/domain/table.ts";
import { canonical, isStorable, isStorableText } from "./comparable-json.ts";
import { DRIFT, type Refusal } from "./verdict.ts";
import { type Member, WireObject } from "./wire-json.ts";

/**
 * What `extra` has to hold: fields nobody knows by their names, and under `$raw` the texts of values
 * that say more than what is stored; null where there are none.
 */
export function expectExtra(
  table: Table,
  record: WireObject,
  { raw, refusals }: { readonly raw: ReadonlyMap<string, string>; readonly refusals: Refusal[] },
): string | null {
  const known = knownFields(table);
  const unknown = record.names().filter((name) => !known.has(name));
  const members = unknown.map((name): Member => {
    const value = record.get(name) ?? null;
    if (!isStorableText(name) || !isStorable(value)) {
      refusals.push({ by: DRIFT, names: [JSON.stringify(name).slice(1, -1)] });
    }
    // What Billhouse keeps under $raw is its own.
    return [/^\$+raw$/.test(name) ? `$${name}` : name, value];
  });
  const own: readonly Member[] = raw.size === 0 ? [] : [["$raw", new WireObject([...raw])]];
  const all = [...members, ...own];
  return all.length === 0 ? null : canonical(new WireObject(all));
}

function knownFields(table: Table): ReadonlySet<string> {
  return new Set([
    ...Object.values(table.columns).map(({ field }) => field),
    ...Object.keys(table.echoes ?? {}),
    ...Object.keys(table.ignored ?? {}),
    ...(table.line === undefined ? [] : [table.line.idField]),
    ...(table.place.list === undefined ? ["RequestId"] : []),
  ]);
}
