import { type Column, readColumn } from "./column.ts";
import { excerpt } from "./excerpt.ts";
import { JsonNumber } from "./json-number.ts";
import { isJsonArray, isJsonObject, type Json, type JsonObject, writeJson } from "./json.ts";
import { SliceError } from "./slice-error.ts";
import { isStorableJson } from "./storable-text.ts";
import type { Row, Table } from "./table.ts";

/** What an answer must be about, so that a record of another bill is refused. */
export type Asked = { readonly uin: string; readonly month: string | undefined };

type Placed = { readonly record: JsonObject; readonly ordinal: number; readonly outer?: Placed };

/** Every answer carries it and no row needs it. */
const ENVELOPE_FIELDS = new Set(["RequestId"]);

/**
 * The rows that one answer carries for `table`: in the answer's order, or, where rows whose key repeats
 * are numbered, in the order of their content.
 *
 * Pure. Unknown fields and raw texts of values that could not be stored go to `extra`. Throws a
 * `SliceError` of failure `drift` where the answer does not fit the declaration.
 */
export function decodeRecords(table: Table, answer: JsonObject, asked: Asked): readonly Row[] {
  return placeRecords(table, answer).map((placed) => decodeRecord(table, placed, asked));
}

function placeRecords(table: Table, answer: JsonObject): readonly Placed[] {
  const { list, within } = table.place;
  if (list === undefined) {
    return [{ record: answer, ordinal: 1 }];
  }
  const records = recordsIn(answer, list);
  if (within === undefined) {
    return numbered(records, table.ordinal === undefined ? [] : ownKeyFields(table), undefined);
  }
  const outers = numbered(records, columnFields(table.outerColumns ?? {}), undefined);
  return outers.flatMap((outer) =>
    numbered(recordsIn(outer.record, within), ownKeyFields(table), outer),
  );
}

/**
 * The records in `holder[field]`. Where there are none the vendor may send an empty list, null or no
 * field at all, so a list that is missing passes for an empty one; unless there are records under
 * another name: a list that was renamed would empty every slice.
 */
export function recordsIn(holder: JsonObject, field: string): readonly JsonObject[] {
  const list = holder[field];
  const other = list === undefined ? otherListIn(holder) : undefined;
  if (other !== undefined) {
    const where = excerpt(other);
    throw new SliceError("drift", `field ${field} is missing, but there are records in ${where}`, {
      code: "Drift",
    });
  }
  if (list === undefined || list === null) {
    return [];
  }
  if (!isJsonArray(list) || !list.every((item) => isJsonObject(item))) {
    throw new SliceError("drift", `field ${field} is not a list of objects`, { code: "Drift" });
  }
  return list;
}

function otherListIn(holder: JsonObject): string | undefined {
  const found = Object.entries(holder).find(
    ([, value]) => isJsonArray(value) && value.some((item) => isJsonObject(item)),
  );
  return found?.[0];
}

// Records whose key repeats are numbered in the order of their sorted content, not of their place
// in the answer: otherwise an answer in another order would look like a changed bill.
function numbered(
  records: readonly JsonObject[],
  keyFields: readonly string[],
  outer: Placed | undefined,
): readonly Placed[] {
  const base = outer === undefined ? {} : { outer };
  if (keyFields.length === 0) {
    return records.map((record) => ({ record, ordinal: 1, ...base }));
  }
  const seen = new Map<string, number>();
  return records
    .map((record) => ({ record, content: writeJson(record) }))
    .toSorted((a, b) => (a.content < b.content ? -1 : a.content > b.content ? 1 : 0))
    .map(({ record }) => {
      const key = writeJson(keyFields.map((field) => keyText(record[field])));
      const ordinal = (seen.get(key) ?? 0) + 1;
      seen.set(key, ordinal);
      return { record, ordinal, ...base };
    });
}

// A code that comes as a number here and as text there is one key, as in the table.
function keyText(value: Json | undefined): Json {
  return value instanceof JsonNumber ? value.source : (value ?? "");
}

function ownKeyFields(table: Table): readonly string[] {
  return table.key.flatMap((name) => table.columns[name]?.field ?? []);
}

function columnFields(columns: Readonly<Record<string, Column>>): readonly string[] {
  return Object.values(columns).map((column) => column.field);
}

function decodeRecord(table: Table, placed: Placed, asked: Asked): Row {
  const { record, outer } = placed;
  checkEchoes(table, record, asked);
  const raw: Record<string, Json> = {};
  const read = (columns: Readonly<Record<string, Column>>, from: JsonObject): (string | null)[] =>
    Object.values(columns).map((column) => {
      const result = readColumn(column, from[column.field]);
      if (result.raw !== undefined) {
        raw[column.field] = result.raw;
      }
      return result.value;
    });
  const values = [
    ...Object.values(table.constants),
    ...(outer === undefined ? [] : read(table.outerColumns ?? {}, outer.record)),
    ...read(table.columns, record),
    ...(table.outerOrdinal === undefined ? [] : [String(outer?.ordinal ?? 1)]),
    ...(table.ordinal === undefined ? [] : [String(placed.ordinal)]),
  ];
  const extra = extraOf(table, record, raw);
  return table.line === undefined
    ? { values, extra }
    : { values, extra, lineId: lineIdOf(table.line.idField, record) };
}

function lineIdOf(idField: string, record: JsonObject): string | null {
  const { value } = readColumn({ field: idField, kind: "identifier" }, record[idField]);
  return value === "" || value === "-" ? null : value;
}

function checkEchoes(table: Table, record: JsonObject, asked: Asked): void {
  for (const [field, meaning] of Object.entries(table.echoes ?? {})) {
    // Of another kind it is no field that was left out: what it says is not known.
    const told = readColumn({ field, kind: "identifier" }, record[field]).value ?? "";
    const wanted = asked[meaning] ?? "";
    // Bill months come as `2026-10`, in the billing service's details as `2026-10-01 00:00:00`.
    const agrees =
      told === wanted || (meaning === "month" && told.startsWith(`${wanted}-`) && wanted !== "");
    if (told !== "" && !agrees) {
      throw new SliceError("drift", `field ${field} says ${excerpt(told)}, asked for ${wanted}`, {
        code: "WrongBill",
        hint: "the API answered with another bill than asked for: nothing of it was stored",
      });
    }
  }
}

function extraOf(
  table: Table,
  record: JsonObject,
  raw: Readonly<Record<string, Json>>,
): string | null {
  const known = knownFields(table);
  const unknown = Object.entries(record)
    .filter(([field]) => !known.has(field))
    .map(([field, value]) => [extraName(field), storableExtra(field, value)] as const);
  const hasRaw = Object.keys(raw).length > 0;
  if (unknown.length === 0 && !hasRaw) {
    return null;
  }
  return writeJson({ ...Object.fromEntries(unknown), ...(hasRaw ? { $raw: raw } : {}) });
}

// What is kept under $raw is ours: a field of the source's own by that name gets one more $.
function extraName(field: string): string {
  return /^\$+raw$/.test(field) ? `$${field}` : field;
}

function storableExtra(field: string, value: Json): Json {
  if (!isStorableJson({ [field]: value })) {
    const name = excerpt(field);
    throw new SliceError("drift", `unknown field ${name} has something PostgreSQL cannot store`, {
      code: "Drift",
    });
  }
  return value;
}

const KNOWN_FIELDS = new WeakMap<Table, ReadonlySet<string>>();

function knownFields(table: Table): ReadonlySet<string> {
  const cached = KNOWN_FIELDS.get(table);
  if (cached !== undefined) {
    return cached;
  }
  const known = new Set([
    ...(table.place.list === undefined ? ENVELOPE_FIELDS : []),
    ...columnFields(table.columns),
    ...Object.keys(table.echoes ?? {}),
    ...Object.keys(table.ignored ?? {}),
    ...(table.line === undefined ? [] : [table.line.idField]),
  ]);
  KNOWN_FIELDS.set(table, known);
  return known;
}
