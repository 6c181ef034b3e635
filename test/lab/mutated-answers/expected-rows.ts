import type { Column } from "../../../src/domain/column.ts";
import type { Stream } from "../../../src/domain/stream.ts";
import type { Table } from "../../../src/domain/table.ts";
import { expectExtra } from "./expected-extra.ts";
import type { ExpectedRecord, ExpectedRow } from "./expected-slice.ts";
import { expectValue } from "./expected-value.ts";
import { missingList } from "./missing-list.ts";
import { DRIFT, type Refusal } from "./verdict.ts";
import { isWireList, WireNumber, WireObject } from "./wire-json.ts";

/** What a record is asked to be about. */
export type About = { readonly uin: string; readonly month: string | undefined };

/** The rows that an answer's fields stand for, and every reason to refuse them. */
export type ReadRecords = {
  readonly records: readonly ExpectedRecord[];
  readonly refusals: readonly Refusal[];
};

type Columns = Readonly<Record<string, Column>>;

/** Reads one answer by the stream's declaration: which field goes to which column, and in what kind. */
export function expectRecords(stream: Stream, fields: WireObject, about: About): ReadRecords {
  const [first, ...others] = stream.tables;
  if (first === undefined) {
    return { records: [], refusals: [] };
  }
  const refusals: Refusal[] = [];
  const objects =
    first.place.list === undefined ? [fields] : listOf(fields, first.place.list, refusals);
  const records = objects.map((record): ExpectedRecord => {
    const row = expectRow(first, record, { about, refusals });
    return {
      row,
      lineId: first.line === undefined ? null : lineIdOf(record, first.line.idField, refusals),
      within: others.map((table) => {
        const outer = readColumns(table.outerColumns ?? {}, record, { refusals, raw: new Map() });
        const within = table.place.within ?? "";
        refusals.push(...(missingList(record, within) ?? []));
        return listOf(record, within, refusals).map((inner) => ({
          ...outer,
          ...expectRow(table, inner, { about, refusals }),
        }));
      }),
    };
  });
  return { records, refusals };
}

/** The objects in a list; none where it is null or left out. */
export function listOf(
  fields: WireObject,
  name: string,
  refusals: Refusal[],
): readonly WireObject[] {
  const list = fields.get(name);
  if (list === undefined || list === null) {
    return [];
  }
  if (!isWireList(list) || !list.every((item) => item instanceof WireObject)) {
    refusals.push({ by: DRIFT, names: [name] });
    return [];
  }
  return list;
}

type Reading = { readonly about: About; readonly refusals: Refusal[] };

function expectRow(table: Table, record: WireObject, { about, refusals }: Reading): ExpectedRow {
  const raw = new Map<string, string>();
  checkEchoes(table, record, { about, refusals });
  const cells = readColumns(table.columns, record, { refusals, raw });
  return { ...table.constants, ...cells, extra: expectExtra(table, record, { raw, refusals }) };
}

function readColumns(
  columns: Columns,
  record: WireObject,
  { refusals, raw }: { readonly refusals: Refusal[]; readonly raw: Map<string, string> },
): ExpectedRow {
  return Object.fromEntries(
    Object.entries(columns).map(([name, column]) => {
      const expected = expectValue(column, record.get(column.field));
      if (expected === "drift") {
        refusals.push({ by: DRIFT, names: [column.field] });
        return [name, null];
      }
      if (expected.raw !== undefined) {
        raw.set(column.field, expected.raw);
      }
      return [name, expected.value];
    }),
  );
}

function checkEchoes(table: Table, record: WireObject, { about, refusals }: Reading): void {
  for (const [field, meaning] of Object.entries(table.echoes ?? {})) {
    const said = record.get(field) ?? "";
    const text = said instanceof WireNumber ? said.text : said;
    const wanted = about[meaning] ?? "";
    const isRight =
      typeof text === "string" &&
      (text.trim() === "" ||
        text.trim() === wanted ||
        (meaning === "month" && text.trim().startsWith(`${wanted}-`)));
    if (!isRight) {
      refusals.push({ by: DRIFT, names: [field] });
    }
  }
}

function lineIdOf(record: WireObject, field: string, refusals: Refusal[]): string | null {
  const expected = expectValue({ field, kind: "identifier" }, record.get(field));
  if (expected === "drift") {
    refusals.push({ by: DRIFT, names: [field] });
    return null;
  }
  return expected.value === "" || expected.value === "-" ? null : expected.value;
}
