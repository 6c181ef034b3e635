/**
 * What is taken from a table's rows:
 * `sum` columns added up, one with a minus before its name subtracted; nothing where a row has no
 * value in one of them · `rows` how many rows there are · `ids` how many of them carry the source's
 * own id · `distinct-ids` how many different ones that are · `promised` how many rows the source
 * said there would be · `rows-off` how many rows there are in which the columns, signed as in a sum,
 * do not cancel out; rows without a value in one of them are left out.
 */
export type Measure =
  | { readonly kind: "sum" | "rows-off"; readonly columns: readonly string[] }
  | { readonly kind: "rows" | "ids" | "distinct-ids" | "promised" };

/** One side of a comparison, as the warehouse can measure it. */
export type Side = {
  /** What the results call it: a stream or table, with `.column` where it is not its charged amount. */
  readonly source: string;
  readonly stream: string;
  /** One of the stream's tables; the first where absent. */
  readonly table?: string;
  readonly measure: Measure;
  /** The columns whose values name the members of a group; none: the whole bill. */
  readonly member?: readonly string[];
  /** Sent with as many decimals as it has, and no more: half a unit of the last one is no difference. */
  readonly isRounded?: true;
  /**
   * A column of amounts. Where it adds up to nothing, or has refunds of more than a thousandth of
   * what it adds up to, there is no agreed way to write shares of it, so this side counts as missing.
   */
  readonly sharesOf?: string;
};

/** A figure that the other side is held against. */
export type Constant = { readonly source: string; readonly constant: string };

/** Two sides that must be equal for every bill, or for every member of a group of every bill. */
export type Comparison = {
  readonly left: Side;
  readonly right: Side | Constant;
  readonly unit: "amount" | "count";
  /** What the sides are grouped by; '' for the whole bill. */
  readonly dimension: string;
  /** In the unit of the sides; 0 where absent. */
  readonly tolerance?: string;
  /** More on the left than on the right is accepted. */
  readonly isSurplusAccepted?: true;
  /** Members are labels, which change and differ; this column of the right side tells which are one. */
  readonly codes?: string;
};

/**
 * A check, declared like a stream: what has to equal what. Adding one is one such file; everything
 * else reads this.
 */
export type Check = {
  /** `R1`: stands in the results, and is what a tolerance is set for. */
  readonly id: string;
  /** One line for people. */
  readonly meaning: string;
  /** Worth knowing where it holds; where it does not, nothing is wrong. */
  readonly isInformational?: true;
  readonly comparisons: readonly Comparison[];
};

/** Configured tolerances by check (`R3`) or by check and dimension (`R3.region`), as plain decimals. */
export type CheckTolerances = ReadonlyMap<string, string>;

/** What is compared, and how strictly. */
export type CheckRules = {
  readonly checks: readonly Check[];
  readonly tolerances: CheckTolerances;
};

/** Gives the declaration its type, and refuses one that contradicts itself. Throws a plain `Error`: a defect. */
export function defineCheck(check: Check): Check {
  if (!/^[A-Z]\d+$/.test(check.id) || check.comparisons.length === 0) {
    throw new Error(`check ${check.id}: needs an id such as R1 and at least one comparison`);
  }
  const keys = check.comparisons.map(({ left, right, unit, dimension }) =>
    [left.source, right.source, unit, dimension].join(" "),
  );
  const repeated = keys.find((key, index) => keys.indexOf(key) !== index);
  if (repeated !== undefined) {
    throw new Error(`check ${check.id}: compares twice: ${repeated}`);
  }
  for (const { left, right, dimension } of check.comparisons) {
    const isGrouped = left.member !== undefined;
    const rightIsGrouped = !("constant" in right) && right.member !== undefined;
    if (isGrouped !== rightIsGrouped || (isGrouped && dimension === "")) {
      throw new Error(`check ${check.id}: both sides of ${left.source} need the same grouping`);
    }
  }
  return check;
}

/** The sides of all checks that the warehouse has to measure. */
export function sidesOf(checks: readonly Check[]): readonly Side[] {
  return checks.flatMap(({ comparisons }) =>
    comparisons.flatMap(({ left, right }) => ("constant" in right ? [left] : [left, right])),
  );
}

/** The names under which a tolerance can be set: of each check, and of each of its dimensions. */
export function toleranceNames(checks: readonly Check[]): readonly string[] {
  return checks.flatMap(({ id, comparisons }) => [
    id,
    ...new Set(
      comparisons.flatMap(({ dimension }) => (dimension === "" ? [] : [`${id}.${dimension}`])),
    ),
  ]);
}

/** The column of a term of a measure, and whether it is subtracted. */
export function readTerm(term: string): { readonly column: string; readonly isNegative: boolean } {
  return term.startsWith("-")
    ? { column: term.slice(1), isNegative: true }
    : { column: term, isNegative: false };
}
