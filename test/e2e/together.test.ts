import { expect, test } from "vitest";
import { describeTogether, playTogether } from "../lab/together/play-together.ts";

test("two syncs and a backfill keep every limit together, use what it allows, and load each slice once", async () => {
  const together = await playTogether({ customers: 8, linesPerMonth: 730 });
  process.stdout.write(`${describeTogether(together)}\n`);

  expect(together).toMatchObject({ exitCodes: [0, 0, 0], throttled: 0, doubleLoads: [], lies: [] });
  for (const { action, limit, figures } of together.lanes) {
    // An arrival that the vendor itself timed too late is not the callers' fault.
    expect({ action, limit, closestMs: figures.closestMs + together.heldUpMs }).toSatisfy(
      ({ closestMs }) => closestMs >= 1_000,
    );
  }
  const [, summaries, details] = together.lanes;
  expect(details?.figures.usedShare).toBeGreaterThan(0.9);
  expect(summaries?.figures.usedShare).toBeGreaterThan(0.9);
  // The syncs have 16 summaries to begin, of which each begins six at once: the backfill waits for the rest.
  expect(summaries?.syncCallsFirst).toBeGreaterThanOrEqual(4);
});
