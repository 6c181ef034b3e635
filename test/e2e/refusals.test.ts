import { mkdtemp, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { freshDatabase } from "../support/fresh-database.ts";
import { runProgram } from "../support/program.ts";
import { partnerEnv, startVendor } from "./vendor.ts";

const WRONG_KEY = "a-wrong-key-that-nobody-may-see";
const PASSWORD = "a-password-that-nobody-may-see";

describe("what is refused ends with its own exit code and says how to mend it", () => {
  test("a wrong key: 6, the account, and nothing of the key", async () => {
    await using vendor = await startVendor();
    await using database = await freshDatabase();

    const ended = await runProgram(["sync"], {
      ...partnerEnv(vendor, database.url),
      TENCENTCLOUD_SECRET_KEY: WRONG_KEY,
      BILLING_LOG_LEVEL: "debug",
    });

    expect(ended.exitCode).toBe(6);
    expect(ended.stdout).toContain("AuthFailure.SignatureFailure");
    expect(ended.stdout).toContain("check SecretId, SecretKey and token of account default");
    const output = ended.stdout + ended.stderr;
    expect(output).not.toContain(WRONG_KEY);
    expect(output).not.toMatch(/Signature=[0-9a-f]/);
    expect(vendor.calls()).toHaveLength(1);
  });

  test("a key that the vendor repeats in its answer is blanked out there too", async () => {
    await using vendor = await startVendor({
      faults: [
        {
          match: {},
          fault: {
            error: "AuthFailure.SecretIdNotFound",
            message: "The SecretId AKIDSIMULATEDPARTNER is not found.",
          },
        },
      ],
    });
    await using database = await freshDatabase();

    const outputs = await Promise.all(
      [["sync"], ["sync", "--json"], ["plan"], ["plan", "--json"]].map(
        async (args) => await runProgram(args, partnerEnv(vendor, database.url)),
      ),
    );

    for (const { exitCode, stdout, stderr } of outputs) {
      expect(exitCode).toBe(6);
      expect(stdout + stderr).toContain("The SecretId *** is not found.");
      expect(stdout + stderr).not.toContain("AKIDSIMULATEDPARTNER");
    }
  });

  test("a clock that is ten minutes off: 6, and by how many seconds", async () => {
    await using vendor = await startVendor({
      faults: [{ match: {}, fault: { clockSkewMs: 600_000 } }],
    });
    await using database = await freshDatabase();

    const ended = await runProgram(["sync"], partnerEnv(vendor, database.url));

    expect(ended.exitCode).toBe(6);
    expect(ended.stderr).toMatch(/this machine's clock is (599|600|601) s behind the API's/);
    expect(ended.stderr).toContain("NTP");
  });

  test("a database that cannot be reached: 8, before anything is called", async () => {
    await using vendor = await startVendor();
    const url = `postgresql://billhouse:${PASSWORD}@127.0.0.1:1/bills`;

    for (const command of ["sync", "plan", "start", "migrate"]) {
      const ended = await runProgram([command], partnerEnv(vendor, url));

      expect({ command, exitCode: ended.exitCode }).toEqual({ command, exitCode: 8 });
      expect(ended.stderr).toContain("ECONNREFUSED");
      expect(ended.stderr).toContain("DATABASE_URL");
      expect(ended.stdout + ended.stderr).not.toContain(PASSWORD);
    }
    expect(vendor.calls()).toEqual([]);
  });

  test("a configuration with mistakes: 2, all of them at once, before anything is called", async () => {
    await using vendor = await startVendor();
    await using database = await freshDatabase();

    const ended = await runProgram(["sync"], {
      ...partnerEnv(vendor, database.url),
      TENCENTCLOUD_SECRET_KEY: `${WRONG_KEY} `,
      BILLING_OPEN_MONTHS: "0",
      BILLING_OPEN_MONTSH: "3",
      BILLING_CRON: "now and then",
      BILLING_STREAMS: "partner_bill_totl",
      BILLING_RATE_LIMITS: "*=0",
    });

    expect(ended.exitCode).toBe(2);
    for (const name of [
      "6 problems",
      "TENCENTCLOUD_SECRET_KEY",
      "BILLING_OPEN_MONTHS",
      "BILLING_OPEN_MONTSH",
      "BILLING_CRON",
      "BILLING_STREAMS",
      "BILLING_RATE_LIMITS",
    ]) {
      expect(ended.stderr).toContain(name);
    }
    expect(ended.stderr).not.toContain(WRONG_KEY);
    expect(vendor.calls()).toEqual([]);
  });

  test("no account at all: 2, and which variables to set", async () => {
    await using database = await freshDatabase();

    const ended = await runProgram(["sync"], { DATABASE_URL: database.url });

    expect(ended.exitCode).toBe(2);
    expect(ended.stderr).toContain("set TENCENTCLOUD_SECRET_ID and TENCENTCLOUD_SECRET_KEY");
  });

  test("what stands in .env counts below the environment", async () => {
    const directory = await mkdtemp(join(tmpdir(), "billhouse-e2e-"));
    const dotEnv = "BILLING_OPEN_MONTHS=99\nBILLING_CRON=now and then\n";
    await writeFile(join(directory, ".env"), dotEnv);

    const ended = await runProgram(["sync"], { BILLING_OPEN_MONTHS: "3" }, directory);

    expect(ended.exitCode).toBe(2);
    expect(ended.stderr).toContain("BILLING_CRON");
    expect(ended.stderr).not.toContain("BILLING_OPEN_MONTHS");
  });

  test("a proxy that is no URL: 2, and nothing of what it says", async () => {
    const ended = await runProgram(["sync"], { HTTPS_PROXY: `http://u:${PASSWORD}@[bad` });

    expect(ended.exitCode).toBe(2);
    expect(ended.stderr).toContain("HTTPS_PROXY is not the URL of a proxy");
    expect(ended.stderr).not.toContain(PASSWORD);
  });
});
