/** A number from 0 up to 1, the next one at every call. */
export type Random = () => number;

/** The mulberry32 generator: small, fast to seed, and the same sequence for the same seed everywhere. Never for secrets. */
export function mulberry32(seed: number): Random {
  let state = seed | 0;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

/** One seed out of several numbers (murmur3's finalizer), so that neighbouring lines get unrelated sequences. */
export function mixSeeds(...parts: readonly number[]): number {
  let hash = 0x9e3779b9;
  for (const part of parts) {
    hash = Math.imul(hash ^ part, 0x85ebca6b);
    hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
    hash ^= hash >>> 16;
  }
  return hash | 0;
}

/** A whole number from 0 up to `below`, exclusive. */
export function integerBelow(random: Random, below: number): number {
  return Math.floor(random() * below);
}

/** One of the choices. Throws RangeError on an empty list. */
export function pick<T>(random: Random, choices: readonly T[]): T {
  const choice = choices[integerBelow(random, choices.length)];
  if (choice === undefined) {
    throw new RangeError("nothing to pick from");
  }
  return choice;
}
