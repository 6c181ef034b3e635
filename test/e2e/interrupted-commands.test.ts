import { expect, test } from "vitest";
import { freshDatabase } from "../support/fresh-database.ts";
import { startProgram } from "../support/program.ts";
import { partnerEnv, startVendor } from "./vendor.ts";

test.each(["doctor", "plan"])(
  "%s that is interrupted ends with 75, and promises nothing about going on",
  async (command) => {
    await using vendor = await startVendor({ faults: [{ fault: { hang: true } }] });
    await using database = await freshDatabase();

    const program = startProgram([command], partnerEnv(vendor, database.url));
    await expect.poll(() => vendor.calls().length, { timeout: 60_000 }).toBeGreaterThan(0);
    program.child.kill("SIGINT");
    const { exitCode, stderr } = await program.ended;

    expect(exitCode).toBe(75);
    expect(stderr).toContain("interrupted by SIGINT");
    expect(stderr).not.toContain("within 20 h");
  },
);
