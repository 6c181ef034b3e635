import { expect, test } from "vitest";
import { describeTogether, playTogether } from "./together/play-together.ts";

const ROUNDS = 3;

test.each(Array.from({ length: ROUNDS }, (_, index) => index + 1))(
  "two syncs and a backfill keep every limit together for minutes (round %i)",
  async () => {
    const together = await playTogether({ customers: 20, linesPerMonth: 1_530 });
    process.stdout.write(`${describeTogether(together)}\n`);

    expect(together).toMatchObject({
      exitCodes: [0, 0, 0],
      throttled: 0,
      doubleLoads: [],
      lies: [],
    });
    for (const { figures } of together.lanes) {
      // An arrival that the vendor itself timed too late is not the callers' fault.
      expect(figures.closestMs + together.heldUpMs).toBeGreaterThanOrEqual(1_000);
    }
    // The lane that all of it waits for; summaries wait for the first page of their bill.
    const [, , details] = together.lanes;
    expect(details?.figures.usedShare).toBeGreaterThan(0.9);
  },
);
