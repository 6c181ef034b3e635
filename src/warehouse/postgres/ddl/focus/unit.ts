import type { ReferenceRow, ReferenceTable } from "./reference-table.ts";

/** The FOCUS spelling of the vendor's units. */
export const UNIT: ReferenceTable = {
  name: "unit",
  meaning:
    "The vendor's units in the spelling of the FOCUS Unit Format. What is not in it is taken as a noun, capitalised and with an s for the plural, or as Units where it is more than a word; flagged UnitUnknown.",
  key: [
    ["vendor_unit", "text not null check (vendor_unit = lower(vendor_unit))", "In lower case."],
  ],
  columns: [
    ["singular", "text not null", "Before a dash: Core of Core-Months."],
    ["plural", "text not null", "Alone and after a dash: Cores, Months of Core-Months."],
  ],
};

// Units of time and of data: the lists of the FOCUS attribute Unit Format.
const NOUNS: Readonly<Record<string, readonly string[]>> = {
  Second: ["second", "seconds", "sec", "s"],
  Minute: ["minute", "minutes", "min"],
  Hour: ["hour", "hours", "h"],
  Day: ["day", "days", "d"],
  Month: ["month", "months"],
  Year: ["year", "years"],
  Count: ["count", "time", "times"],
  Unit: ["unit", "units", "piece", "pieces", "pcs", "item", "items"],
  Request: ["request", "requests"],
  Token: ["token", "tokens"],
  Connection: ["connection", "connections"],
  Certificate: ["certificate", "certificates"],
  Domain: ["domain", "domains"],
  Core: ["core", "cores"],
  Instance: ["instance", "instances"],
};

// Singular and plural are the same.
const MEASURES: Readonly<Record<string, readonly string[]>> = {
  B: ["b", "byte", "bytes"],
  KB: ["kb"],
  MB: ["mb", "m"],
  GB: ["gb", "g"],
  TB: ["tb", "t"],
  PB: ["pb"],
  KiB: ["kib"],
  MiB: ["mib"],
  GiB: ["gib"],
  TiB: ["tib"],
  PiB: ["pib"],
  Kbps: ["kbps"],
  Mbps: ["mbps"],
  Gbps: ["gbps"],
  "1000 Counts": ["1,000 times", "1000 times"],
  "10000 Counts": ["10,000 times", "10000 times"],
  "1000000 Counts": ["1,000,000 times", "1000000 times", "million times"],
};

/** Its first edition. */
export const UNIT_SEED_1 = {
  version: 1,
  rows: [...spellings(NOUNS, (unit) => `${unit}s`), ...spellings(MEASURES, (unit) => unit)],
} as const;

function spellings(
  units: Readonly<Record<string, readonly string[]>>,
  pluralOf: (unit: string) => string,
): readonly ReferenceRow[] {
  return Object.entries(units).flatMap(([unit, spelt]) =>
    spelt.map((vendor): ReferenceRow => [vendor, unit, pluralOf(unit)]),
  );
}
