import type { Figure, Label } from "../domain/reconciliation.ts";
import { addDecimals, isZero, subtractDecimals } from "./decimal-sum.ts";

/** One member with what each side says of it; undefined where a side does not have it. */
export type Pair = {
  readonly member: string;
  readonly left: Figure | undefined;
  readonly right: Figure | undefined;
};

/** Both sides' figures by member, in the order of their code units. Pure. */
export function pairFigures(left: readonly Figure[], right: readonly Figure[]): readonly Pair[] {
  const lefts = new Map(left.map((figure) => [figure.member, figure]));
  const rights = new Map(right.map((figure) => [figure.member, figure]));
  return [...new Set([...lefts.keys(), ...rights.keys()])]
    .toSorted((a, b) => (a < b ? -1 : 1))
    .map((member) => ({ member, left: lefts.get(member), right: rights.get(member) }));
}

/** The members of which the two sides do not say the same: their labels have to be looked up. Pure. */
export function doubtfulMembers(pairs: readonly Pair[]): readonly string[] {
  return pairs.filter(isDoubtful).map(({ member }) => member);
}

/** The pairs under labels that mean the same, and whether what is left over may be for want of knowledge. */
export type LabelledPairs = {
  readonly pairs: readonly Pair[];
  /** Members whose difference may be nothing but a label that nobody knows yet. */
  readonly unclear: ReadonlySet<string>;
};

/**
 * Puts doubtful pairs together whose labels stand for one code: a product that was renamed within
 * the month has lines under both names and a summary under one. Where the left side has labels that
 * no summary ever had, what is on one side only may be the same under two names; and as long as
 * everything doubtful adds up to the same on both sides, so may every difference. Pure.
 */
export function matchLabels(pairs: readonly Pair[], labels: readonly Label[]): LabelledPairs {
  const codeOf = rootsOf(labels);
  const doubtful = pairs.filter(isDoubtful);
  const groups = Map.groupBy(doubtful, ({ member }) => codeOf(member) ?? `\u0000${member}`);
  const merged = [...groups.values()].map(mergePairs);
  const known = new Set(labels.map(({ name }) => name));
  const hasUnknown = doubtful.some(
    ({ member, left }) => left !== undefined && !isNothing(left) && !known.has(member),
  );
  const isBalanced = hasUnknown && balances(merged);
  const unclear = merged.filter(
    ({ left, right }) => hasUnknown && (left === undefined || right === undefined || isBalanced),
  );
  return {
    pairs: [...pairs.filter((pair) => !isDoubtful(pair)), ...merged],
    unclear: new Set(unclear.map(({ member }) => member)),
  };
}

function isDoubtful({ left, right }: Pair): boolean {
  if (left === undefined || right === undefined) {
    return !isNothing(left ?? right);
  }
  return (
    left.amount !== null &&
    right.amount !== null &&
    !isZero(subtractDecimals(left.amount, right.amount))
  );
}

function isNothing(figure: Figure | undefined): boolean {
  return figure === undefined || (figure.amount !== null && isZero(figure.amount));
}

function mergePairs(pairs: readonly Pair[]): Pair {
  return {
    member: pairs.map(({ member }) => member).join(" / "),
    left: mergeFigures(pairs.flatMap(({ left }) => left ?? [])),
    right: mergeFigures(pairs.flatMap(({ right }) => right ?? [])),
  };
}

function mergeFigures(figures: readonly Figure[]): Figure | undefined {
  const [first, ...others] = figures;
  if (first === undefined || others.length === 0) {
    return first;
  }
  return { member: first.member, amount: sumOf(figures) };
}

function balances(pairs: readonly Pair[]): boolean {
  const left = sumOf(pairs.flatMap((pair) => pair.left ?? []));
  const right = sumOf(pairs.flatMap((pair) => pair.right ?? []));
  return left !== null && right !== null && isZero(subtractDecimals(left, right));
}

/** What all of them come to; null where one of them has no value. Pure. */
export function sumOf(figures: readonly Figure[]): string | null {
  const amounts = figures.flatMap(({ amount }) => amount ?? []);
  return amounts.length === figures.length ? addDecimals(amounts) : null;
}

// Labels that share a code are one, and so are codes that share a label.
function rootsOf(labels: readonly Label[]): (name: string) => string | undefined {
  const parents = new Map<string, string>();
  const rootOf = (node: string): string => {
    const parent = parents.get(node) ?? node;
    return parent === node ? node : rootOf(parent);
  };
  for (const { code, name } of labels) {
    parents.set(rootOf(`name ${name}`), rootOf(`code ${code}`));
  }
  return (name) => (parents.has(`name ${name}`) ? rootOf(`name ${name}`) : undefined);
}
