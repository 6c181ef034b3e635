import { mkdtemp, rename, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { SIMULATED_CREDENTIALS } from "../../src/simulator/simulated-credentials.ts";
import type { Simulator } from "../../src/simulator/start-simulator.ts";
import { changeCredential } from "../../src/simulator/tenant/edit-tenant.ts";
import type { SimulatedCredential, Tenant } from "../../src/simulator/tenant/tenant.ts";
import { freshDatabase } from "../support/fresh-database.ts";
import { type Environment, runProgram, startProgram } from "../support/program.ts";
import { billsDigest } from "./bills.ts";
import { partnerEnv, startVendor, vendorTenant } from "./vendor.ts";

const OLD: Pick<SimulatedCredential, "secretId" | "secretKey"> = SIMULATED_CREDENTIALS.partner;
const NEW = { secretId: "AKIDSIMULATEDROTATED", secretKey: "made-up-key-after-the-rotation" };
const SECRETS = [OLD, NEW].flatMap(({ secretId, secretKey }) => [secretId, secretKey]);

/** A credential in files, as a secrets manager would keep it: each file is replaced at once. */
async function keepInFiles(credential: typeof OLD) {
  const directory = await mkdtemp(join(tmpdir(), "billhouse-e2e-"));
  const write = async ({ secretId, secretKey }: typeof OLD): Promise<void> => {
    for (const [name, text] of Object.entries({ id: secretId, key: secretKey })) {
      await writeFile(join(directory, `${name}.new`), `${text}\n`);
      await rename(join(directory, `${name}.new`), join(directory, name));
    }
  };
  await write(credential);
  const env = {
    TENCENTCLOUD_SECRET_ID_FILE: join(directory, "id"),
    TENCENTCLOUD_SECRET_KEY_FILE: join(directory, "key"),
  };
  return { env, write };
}

function environmentOf(vendor: Simulator, databaseUrl: string, files: Environment): Environment {
  const {
    TENCENTCLOUD_SECRET_ID: _id,
    TENCENTCLOUD_SECRET_KEY: _key,
    ...env
  } = partnerEnv(vendor, databaseUrl);
  return { ...env, ...files, BILLING_LOG_LEVEL: "debug" };
}

function rotated(tenant: Tenant): Tenant {
  return changeCredential(tenant, OLD.secretId, (credential) => ({ ...credential, ...NEW }));
}

const idsOf = (vendor: Simulator): readonly string[] =>
  vendor.calls().map(({ secretId }) => secretId);

const secretsIn = (text: string): readonly string[] =>
  SECRETS.filter((secret) => text.includes(secret));

describe("a credential that is rotated in its files", () => {
  test("during a sync: 0, the same bills, and no secret old or new in any output", async () => {
    const { env, write } = await keepInFiles(OLD);
    await using vendor = await startVendor({
      latencyMs: ({ action }) => (action === "DescribeCustomerBillDetail" ? 150 : 0),
    });
    await using undisturbed = await freshDatabase();
    await using database = await freshDatabase();
    const before = await runProgram(["sync"], environmentOf(vendor, undisturbed.url, env));
    vendor.resetCalls();

    const syncing = runProgram(["sync"], environmentOf(vendor, database.url, env));
    await expect
      .poll(() => vendor.calls().some(({ action }) => action === "DescribeCustomerBillDetail"), {
        timeout: 60_000,
        interval: 10,
      })
      .toBe(true);
    await write(NEW);
    vendor.setTenant(rotated(vendorTenant()));
    const ended = await syncing;

    expect([before.exitCode, ended.exitCode]).toEqual([0, 0]);
    expect(await billsDigest(database.pool)).toEqual(await billsDigest(undisturbed.pool));
    const outcomes = vendor.calls().map(({ outcome }) => outcome);
    expect(outcomes).toContain("AuthFailure.SecretIdNotFound");
    expect(ended.stderr.match(/a credential was refused, going on/g)).toHaveLength(1);
    expect(secretsIn(ended.stdout + ended.stderr)).toEqual([]);
  });

  test("and refused as well is blanked out where the vendor repeats it, in outputs and tables", async () => {
    const { env, write } = await keepInFiles(OLD);
    await using vendor = await startVendor({
      latencyMs: ({ action }) => (action === "DescribeCustomerUin" ? 500 : 0),
    });
    await using database = await freshDatabase();

    const syncing = runProgram(["sync"], environmentOf(vendor, database.url, env));
    await expect
      .poll(() => idsOf(vendor).length, { timeout: 60_000, interval: 5 })
      .toBeGreaterThan(0);
    await write(NEW);
    const message = `${OLD.secretId} and ${NEW.secretId}.`;
    vendor.setFaults([{ fault: { error: "AuthFailure.SecretIdNotFound", message } }]);
    const ended = await syncing;

    expect(ended.exitCode).toBe(3);
    expect(ended.stdout).toContain("its files were read again and hold the same as before");
    expect(secretsIn(ended.stdout + ended.stderr)).toEqual([]);
    expect(ended.stdout).toContain("*** and ***.");
    const { rows } = await database.pool.query<{ words: string }>(
      "select string_agg(error_message, '|') as words from billing_ops.slice",
    );
    expect(secretsIn(rows[0]?.words ?? "")).toEqual([]);
  });

  test("between two nights of npm start: the next run begins with the new one, and nothing is refused", async () => {
    const { env, write } = await keepInFiles(OLD);
    const both = changeCredential(vendorTenant(), SIMULATED_CREDENTIALS.temporary.secretId, () => ({
      ...SIMULATED_CREDENTIALS.partner,
      ...NEW,
    }));
    await using vendor = await startVendor({ tenant: both });
    await using database = await freshDatabase();

    const program = startProgram(["start"], {
      ...environmentOf(vendor, database.url, env),
      BILLING_HTTP_ADDRESS: "127.0.0.1:0",
      BILLING_STREAMS: "partner_bill_total",
      BILLING_CRON: "*/4 * * * * *",
    });
    try {
      await program.says("waiting for the next tick");
      await write(NEW);
      await expect.poll(() => idsOf(vendor), { timeout: 60_000 }).toContain(NEW.secretId);
    } finally {
      program.child.kill("SIGTERM");
    }
    const ended = await program.ended;

    const ids = idsOf(vendor);
    expect(ids[0]).toBe(OLD.secretId);
    expect(ids.slice(ids.indexOf(NEW.secretId))).not.toContain(OLD.secretId);
    expect(vendor.calls().filter(({ outcome }) => outcome.startsWith("AuthFailure"))).toEqual([]);
    expect(ended.stderr).toContain("a credential was replaced by what its files hold now");
    expect(secretsIn(ended.stdout + ended.stderr)).toEqual([]);
  });
});
