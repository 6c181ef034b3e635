import facts from "../fixtures/focus/columns.json" with { type: "json" };

export type FocusVersion = "1.2" | "1.4";

/** What FOCUS says of a column. */
export type FocusFact = {
  readonly type: string;
  readonly level: string;
  readonly nulls: boolean;
  readonly format: string;
  /** The allowed ones; absent where any is. */
  readonly values?: readonly string[];
};

/** The category that each service subcategory belongs to. */
export const SUBCATEGORY_PARENTS: Readonly<Record<string, string>> = facts.subcategoryParents;

/** The columns of Billing Period 1.4. */
export const BILLING_PERIOD_FACTS: Readonly<Record<string, FocusFact>> = facts.billingPeriod14;

/** The columns of a version's Cost and Usage, in the order of their names. */
export function costAndUsageFacts(version: FocusVersion): Readonly<Record<string, FocusFact>> {
  const all: Readonly<Record<string, FocusFact>> = facts.costAndUsage14;
  if (version === "1.4") {
    return all;
  }
  const kept = Object.entries(all).filter(([name]) => !facts.since12.includes(name));
  return Object.fromEntries(
    [...kept, ...Object.entries(facts.until12)].toSorted(([left], [right]) =>
      left < right ? -1 : 1,
    ),
  );
}

const TYPES: Readonly<Record<string, string>> = {
  String: "text",
  Decimal: "numeric",
  "Date/Time": "timestamp with time zone",
  JSON: "jsonb",
};

/** The PostgreSQL type of what FOCUS calls String, Decimal, Date/Time and JSON. */
export function postgresType({ type }: FocusFact): string {
  const known = TYPES[type];
  if (known === undefined) {
    throw new RangeError(`a type of FOCUS that no column here has: ${type}`);
  }
  return known;
}
