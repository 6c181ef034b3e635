import { bareNumber } from "../bare-number.ts";
import { isRecord } from "../wire/read-body.ts";

type Fields = Readonly<Record<string, unknown>>;

/**
 * An answer with some fields changed; the original stays as it is. A path such as `SummaryOverview.0.TotalCost` or
 * `DetailSet.*.Id` leads to a field, which need not exist yet; its new value is any JSON, or `{"$remove": true}`,
 * `{"$add": n}` to a number or a number in a text, or `{"$raw": "1e-7"}` for a bare number of exactly these digits.
 */
export function patchAnswer(answer: Fields, patch: Fields): Fields {
  return Object.entries(patch).reduce(
    (patched, [path, value]) => patchFields(patched, path.split("."), value),
    answer,
  );
}

function patchAt(target: unknown, path: readonly string[], value: unknown): unknown {
  const [name, ...rest] = path;
  if (name === undefined) {
    return patchedValue(target, value);
  }
  if (Array.isArray(target)) {
    return target.flatMap((item: unknown, at) =>
      name === "*" || name === String(at) ? present(patchAt(item, rest, value)) : [item],
    );
  }
  if (!isRecord(target)) {
    return target;
  }
  return patchFields(target, path, value);
}

function patchFields(
  target: Fields,
  [name = "*", ...rest]: readonly string[],
  value: unknown,
): Fields {
  const names = name === "*" ? Object.keys(target) : [name];
  const changed = names.map((field) => [field, patchAt(target[field], rest, value)] as const);
  return { ...target, ...Object.fromEntries(changed) };
}

function patchedValue(before: unknown, value: unknown): unknown {
  if (!isRecord(value)) {
    return value;
  }
  if (value["$remove"] === true) {
    return undefined;
  }
  if (typeof value["$raw"] === "string") {
    return bareNumber(value["$raw"]);
  }
  if (typeof value["$add"] === "number") {
    const sum = Number(before ?? 0) + value["$add"];
    return typeof before === "string" ? String(sum) : sum;
  }
  return value;
}

/** A removed item leaves its list; a removed field is undefined, which JSON leaves out. */
function present(value: unknown): readonly unknown[] {
  return value === undefined ? [] : [value];
}
