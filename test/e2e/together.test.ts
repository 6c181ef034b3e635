import { expect, test } from "vitest";
import { describeTogether, playTogether } from "../lab/together/play-together.ts";

// How close calls come and how much of a limit is used is a matter of how busy the machine is:
// the lab looks at that.
test("two syncs and a backfill at once all end well, load each slice once, and tell no lies", async () => {
  const together = await playTogether({ customers: 4, linesPerMonth: 430 });
  process.stdout.write(`${describeTogether(together)}\n`);

  expect(together).toMatchObject({ exitCodes: [0, 0, 0], doubleLoads: [], lies: [] });
});
