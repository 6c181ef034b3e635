import { createScrubber } from "./scrub.ts";

/** Replaces by `***` every secret that it was told of so far. */
export type GrowingScrubber = {
  readonly scrub: (text: string) => string;
  readonly add: (secrets: readonly string[]) => void;
};

/** A scrubber for output that begins before the configuration, and with it the secrets, is read. */
export function createGrowingScrubber(initial: readonly string[]): GrowingScrubber {
  const secrets = new Set(initial);
  let scrub = createScrubber([...secrets]);
  return {
    scrub: (text) => scrub(text),
    add: (more) => {
      more.forEach((secret) => secrets.add(secret));
      scrub = createScrubber([...secrets]);
    },
  };
}
