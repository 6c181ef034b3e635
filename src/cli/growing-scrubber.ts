import { createScrubber } from "../logging/scrub.ts";

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

const SECRET_NAME = /(SECRET_ID|SECRET_KEY|TOKEN|BILLING_PING_URL)$/;

/** What in an environment is a secret by its name, right or wrong: a misread one is one all the same. */
export function secretsIn(env: Readonly<Record<string, string | undefined>>): readonly string[] {
  return Object.entries(env).flatMap(([name, value]) =>
    SECRET_NAME.test(name) && value !== undefined && value.trim() !== "" ? [value.trim()] : [],
  );
}
