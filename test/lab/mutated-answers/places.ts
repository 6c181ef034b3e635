import { type Member, type WireJson, WireObject } from "./wire-json.ts";

/** Where a value lies: indices of members and items from the outermost value inwards. */
export type Place = {
  readonly path: readonly number[];
  /** The member's name; undefined for an item of a list. */
  readonly name: string | undefined;
  readonly value: WireJson;
};

/** Every place within `value`, outer ones before inner ones. */
export function placesIn(value: WireJson, path: readonly number[] = []): readonly Place[] {
  const parts: readonly (readonly [string | undefined, WireJson])[] =
    value instanceof WireObject
      ? value.members
      : Array.isArray(value)
        ? value.map((item: WireJson) => [undefined, item] as const)
        : [];
  return parts.flatMap(([name, part], index) => {
    const place = { path: [...path, index], name, value: part };
    return [place, ...placesIn(part, place.path)];
  });
}

/** The objects within `value`, itself first where it is one, and their paths. */
export function objectsIn(value: WireJson): readonly Omit<Place, "name">[] {
  return [{ path: [], value }, ...placesIn(value)].filter(
    (place) => place.value instanceof WireObject,
  );
}

/** `value` with what `change` makes of the members or items around the place `path`, given its index. */
export function changedAt(
  value: WireJson,
  path: readonly number[],
  change: <T extends Member | WireJson>(parts: readonly T[], index: number) => readonly T[],
): WireJson {
  const [index = 0, ...inner] = path;
  if (value instanceof WireObject) {
    return new WireObject(
      inner.length === 0
        ? change(value.members, index)
        : value.members.map((member, at) =>
            at === index ? [member[0], changedAt(member[1], inner, change)] : member,
          ),
    );
  }
  if (!Array.isArray(value)) {
    return value;
  }
  const items: readonly WireJson[] = value;
  return inner.length === 0
    ? change(items, index)
    : items.map((item, at) => (at === index ? changedAt(item, inner, change) : item));
}

/** `value` with `next` at the place `path`. */
export function replacedAt(value: WireJson, path: readonly number[], next: WireJson): WireJson {
  if (path.length === 0) {
    return next;
  }
  const [index = 0, ...inner] = path;
  if (value instanceof WireObject) {
    return new WireObject(
      value.members.map((member, at) =>
        at === index ? [member[0], replacedAt(member[1], inner, next)] : member,
      ),
    );
  }
  return Array.isArray(value)
    ? value.map((item: WireJson, at) => (at === index ? replacedAt(item, inner, next) : item))
    : value;
}
