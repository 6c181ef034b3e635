import { type Mutation, picked, type TreeMutator } from "./mutation.ts";
import { changedAt, objectsIn, type Place, placesIn, replacedAt } from "./places.ts";
import { type Member, type WireJson, WireNumber, WireObject, WireText } from "./wire-json.ts";

const number = (text: string): WireNumber => new WireNumber(text);
const object = (...members: readonly Member[]): WireObject => new WireObject(members);
/** `depth` lists within each other. */
const nested = (depth: number): WireText => new WireText("[".repeat(depth) + "]".repeat(depth));
/** Digits that no compression makes shorter. */
const noise = (length: number): string =>
  Array.from({ length }, (_, index) => ((index * index * 7919 + index * 104_729) >>> 3) % 36)
    .map((digit) => digit.toString(36))
    .join("");

const OTHER_TYPES: readonly WireJson[] = [
  true,
  false,
  [],
  object(),
  "text",
  number("7"),
  [[]],
  object(["a", number("1")]),
  [null],
  [object()],
];
const MORE_DIGITS = [
  "0.12345678901234567890",
  "12345678901234567890123456789012345678.00000000",
  "-99999999999999999999.99999999999999999999",
  "4611686018427397919",
  "0.00000000000000000001",
  `1.${"3".repeat(300)}`,
  `1.${"0".repeat(16_383)}`,
  `1.${"0".repeat(16_384)}`,
  "9".repeat(131_072),
  "9".repeat(131_073),
];
const EXPONENTS = [
  "1e-9",
  "1.50E+3",
  "-2.5e-1",
  "0e5",
  "-0e-3",
  "1E0",
  "12.34e1",
  "1e999",
  "1e-999",
  "1e1000",
  "9e99999",
  "1e999999999",
];
const NEGATIVE_ZEROS = ["-0", "-0.0", "-0.00000000"];
const NOTHINGS = ["", "-", " ", "--", "0000-00-00 00:00:00", "0000-00-00", "n/a"];
const NO_DECIMALS = [
  "007",
  "+1",
  "1,000.00",
  "NaN",
  "Infinity",
  ".5",
  "5.",
  " 1.5",
  "1.5 ",
  "0x10",
  "１",
  "1_000",
  "2026-02-30 00:00:00",
  "2026-10-01T00:00:00Z",
  "2024-02-29 23:59:59",
  "2026-10-01 24:00:00",
];
const TEXTS = [
  "East China\u00a0(Shanghai)",
  " padded ",
  "\\N",
  "\\.",
  "tab\tline\nreturn\r",
  '"quoted" \\ back',
  "\ufeffmark",
  "👩‍👩‍👧 广州",
  "\u001b[31mred",
  "'; drop table billing.bill_detail; --",
  "\uffff",
  "ab".repeat(500),
  noise(3_000),
  "x".repeat(100_000),
];
const UNSTORABLE = ["\u0000", "a\u0000b", "\ud83d", "\ude00", "x\ud83dy", "0000-00-00\u0000"];
const NAMES = [
  "__proto__",
  "constructor",
  "prototype",
  "toString",
  "hasOwnProperty",
  "$raw",
  "$$raw",
  "",
  "length",
  "RequestId",
  "extra",
  "a b",
  "ключ",
  "line\nbreak",
  "\u0000",
  "\udc00",
];
const UNKNOWN_VALUES: readonly WireJson[] = [
  "new",
  number("1.50"),
  number("1e3"),
  number("-0.0"),
  null,
  true,
  [],
  object(["z", number("1.10")], ["a", [number("2.0"), null, "x"]]),
  "\u0000",
  "\ud800",
  number("9e99999"),
  number("1e999999"),
  number("9".repeat(140_000)),
  [object(["$raw", "x"])],
];
const DEPTHS = [5, 40, 90, 200, 1_500, 7_000, 30_000];

/** Changes of one field, wherever in the answer it lies. */
export const FIELD_MUTATIONS: Readonly<Record<string, TreeMutator>> = {
  "field dropped": (fields, { pick }) =>
    at(fields, memberPlaces(fields), pick, (place) =>
      changedAt(fields, place.path, (parts, index) => parts.toSpliced(index, 1)),
    ),
  "null in place": (fields, { pick }) =>
    at(fields, placesIn(fields), pick, ({ path }) => replacedAt(fields, path, null)),
  "another type": (fields, mutation) => put(fields, placesIn(fields), mutation, OTHER_TYPES),
  "number as text": (fields, { pick }) =>
    at(fields, numberPlaces(fields), pick, ({ path, value }) =>
      replacedAt(fields, path, value instanceof WireNumber ? value.text : value),
    ),
  "text as number": (fields, { pick }) =>
    at(fields, numericTexts(fields), pick, ({ path, value }) =>
      replacedAt(fields, path, typeof value === "string" ? number(value) : value),
    ),
  "more digits": (fields, mutation) => putNumber(fields, mutation, MORE_DIGITS),
  exponent: (fields, mutation) => putNumber(fields, mutation, EXPONENTS),
  "negative zero": (fields, mutation) => putNumber(fields, mutation, NEGATIVE_ZEROS),
  "blank or dash": (fields, mutation) => put(fields, scalarPlaces(fields), mutation, NOTHINGS),
  "no decimal": (fields, mutation) => put(fields, scalarPlaces(fields), mutation, NO_DECIMALS),
  "odd text": (fields, mutation) => put(fields, textPlaces(fields), mutation, TEXTS),
  "no text for PostgreSQL": (fields, mutation) =>
    put(fields, scalarPlaces(fields), mutation, UNSTORABLE),
  "deep value": (fields, mutation) => put(fields, placesIn(fields), mutation, DEPTHS.map(nested)),
  "deep unknown field": (fields, mutation) =>
    addMember(fields, mutation, ["NewField", nested(picked(DEPTHS, mutation.choice) ?? 5)]),
  "unknown field": (fields, mutation) =>
    addMember(fields, mutation, ["NewField", picked(UNKNOWN_VALUES, mutation.choice) ?? null]),
  "special name": (fields, mutation) =>
    addMember(fields, mutation, [picked(NAMES, mutation.choice) ?? "", "special"]),
  "field renamed": (fields, { pick, choice }) =>
    at(fields, memberPlaces(fields), pick, ({ path, name = "" }) =>
      renamedAt(fields, path, picked([`${name}2`, name.toLowerCase(), `${name} `, "$raw"], choice)),
    ),
  "name twice": (fields, { pick, choice }) =>
    at(fields, memberPlaces(fields), pick, ({ path, name = "", value }) => {
      const twin: Member = [name, picked([value, "1.23", number("4.50"), null], choice) ?? null];
      return changedAt(fields, path, (parts, index) =>
        parts.toSpliced(choice % 2 === 0 ? index : index + 1, 0, twin as (typeof parts)[number]),
      );
    }),
};

function at(
  fields: WireObject,
  places: readonly Place[],
  pick: number,
  change: (place: Place) => WireJson,
): WireObject {
  const place = picked(places, pick);
  const changed = place === undefined ? fields : change(place);
  return changed instanceof WireObject ? changed : fields;
}

function put(
  fields: WireObject,
  places: readonly Place[],
  { pick, choice }: Mutation,
  values: readonly WireJson[],
): WireObject {
  return at(fields, places, pick, ({ path }) =>
    replacedAt(fields, path, picked(values, choice) ?? null),
  );
}

// As text where a text was and as number where a number was, now and then the other way round.
function putNumber(
  fields: WireObject,
  { pick, choice }: Mutation,
  texts: readonly string[],
): WireObject {
  const places = [...numberPlaces(fields), ...numericTexts(fields)];
  const text = picked(texts, choice) ?? "";
  return at(fields, places, pick, ({ path, value }) =>
    replacedAt(
      fields,
      path,
      (typeof value === "string") !== (pick % 5 === 0) ? text : number(text),
    ),
  );
}

function addMember(fields: WireObject, { pick }: Mutation, member: Member): WireObject {
  const place = picked(objectsIn(fields), pick);
  if (place === undefined || !(place.value instanceof WireObject)) {
    return fields;
  }
  const changed = replacedAt(fields, place.path, new WireObject([...place.value.members, member]));
  return changed instanceof WireObject ? changed : fields;
}

function renamedAt(
  fields: WireObject,
  path: readonly number[],
  name: string | undefined,
): WireJson {
  return changedAt(fields, path, (parts, index) =>
    parts.map((part, place) =>
      place === index && Array.isArray(part) ? ([name, part[1]] as unknown as typeof part) : part,
    ),
  );
}

function memberPlaces(fields: WireObject): readonly Place[] {
  return placesIn(fields).filter(({ name }) => name !== undefined);
}

function numberPlaces(fields: WireObject): readonly Place[] {
  return placesIn(fields).filter(({ value }) => value instanceof WireNumber);
}

function textPlaces(fields: WireObject): readonly Place[] {
  return placesIn(fields).filter(({ value }) => typeof value === "string");
}

function scalarPlaces(fields: WireObject): readonly Place[] {
  return placesIn(fields).filter(
    ({ value }) => typeof value === "string" || value instanceof WireNumber,
  );
}

function numericTexts(fields: WireObject): readonly Place[] {
  return textPlaces(fields).filter(
    ({ value }) => typeof value === "string" && /^-?(?:0|[1-9]\d*)(?:\.\d+)?$/.test(value),
  );
}
