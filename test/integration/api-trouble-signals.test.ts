import { setTimeout as sleep } from "node:timers/promises";
import { expect, test } from "vitest";
import { partnerEnv, startVendor } from "../e2e/vendor.ts";
import { freshDatabase } from "../support/fresh-database.ts";
import { startProgram } from "../support/program.ts";

test(
  "a signal that npm passes on once more is one signal, also while the vendor hangs",
  { timeout: 60_000 },
  async () => {
    await using vendor = await startVendor({ faults: [{ match: {}, fault: { hang: true } }] });
    await using database = await freshDatabase();
    const program = startProgram(["sync"], partnerEnv(vendor, database.url));
    await expect.poll(() => vendor.calls().length, { timeout: 30_000 }).toBeGreaterThan(0);

    program.child.kill("SIGINT");
    // Two that come at the very same moment would be made one by the kernel.
    await sleep(150);
    program.child.kill("SIGINT");
    const ended = await program.ended;

    expect(ended.exitCode).toBe(75);
    expect(ended.stdout).toMatch(/^Sync 1 was interrupted/);
    expect(ended.stderr).not.toContain("ending at once");
  },
);
