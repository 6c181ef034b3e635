import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { readConfiguration } from "../../src/app/read-configuration.ts";
import type { Credential } from "../../src/domain/credential.ts";
import { demoTenant } from "../../src/simulator/demo-tenant.ts";
import { type Simulator, startSimulator } from "../../src/simulator/start-simulator.ts";
import { changeCredential } from "../../src/simulator/tenant/edit-tenant.ts";
import { readStreams } from "../../src/source/tencent/read-streams.ts";
import { ACCOUNTS, openSource, type Playground, refusalOf, rowCount } from "./source-playground.ts";

const NOW = Date.parse("2026-11-21T04:00:00Z");
const TENANT = demoTenant(NOW);
const STREAMS = await readStreams();
const SUMMARY = "partner_bill_by_region";
const DETAIL = "partner_bill_detail";
const OLD = ACCOUNTS.partner;
const NEW = { secretId: "AKIDSIMULATEDROTATED", secretKey: "made-up-key-after-the-rotation" };
const ROTATED = changeCredential(TENANT, OLD.secretId, (credential) => ({ ...credential, ...NEW }));

let simulator: Simulator;
let directory: string;
beforeEach(async () => {
  simulator = await startSimulator({ tenant: TENANT, now: () => NOW, limits: "none" });
  directory = await mkdtemp(join(tmpdir(), "billhouse-credentials-"));
});
afterEach(async () => {
  await simulator.close();
  await rm(directory, { recursive: true });
});

async function writeFiles({ secretId, secretKey, token }: Credential): Promise<void> {
  await writeFile(join(directory, "id"), `${secretId}\n`);
  await writeFile(join(directory, "key"), `${secretKey}\n`);
  await writeFile(join(directory, "token"), `${token ?? "none"}\n`);
}

/** A source whose accounts keep their credentials in the test's files. */
async function openOnFiles(credential: Credential = OLD): Promise<Playground> {
  await writeFiles(credential);
  const { credentials, config } = await readConfiguration({
    TENCENTCLOUD_SECRET_ID_FILE: join(directory, "id"),
    TENCENTCLOUD_SECRET_KEY_FILE: join(directory, "key"),
    ...(credential.token === undefined
      ? {}
      : { TENCENTCLOUD_TOKEN_FILE: join(directory, "token") }),
  });
  return openSource({
    origin: simulator.origin,
    streams: STREAMS,
    now: NOW,
    accounts: config.accounts,
    credentials,
  });
}

const ids = (): readonly string[] => simulator.calls().map(({ secretId }) => secretId);

describe("a credential that is rotated while a run works", () => {
  test("costs one more call, and every later one is made with the new one, in its own lane", async () => {
    const { extract, slots, logs, source } = await openOnFiles();
    await extract(SUMMARY, { account: "default" });
    await writeFiles(NEW);
    simulator.setTenant(ROTATED);

    expect(rowCount(await extract(SUMMARY, { account: "default" }))).toBeGreaterThan(0);
    await extract(SUMMARY, { account: "default" });

    expect(ids()).toEqual([OLD.secretId, OLD.secretId, NEW.secretId, NEW.secretId]);
    expect(source.meter().calls).toBe(4);
    const lanes = slots.lanes.map((lane) => lane.split("/")[0]);
    expect(lanes).toEqual([lanes[0], lanes[0], lanes[2], lanes[2]]);
    expect(lanes[2]).not.toBe(lanes[0]);
    expect(source.laneOf("default", STREAMS[0]!).key).toContain(lanes[2]);
    expect(logs).toMatchObject([{ level: "warn", fields: { account: "default" } }]);
  });

  test("is read again once for several calls that are refused together, each made once more", async () => {
    const { extract, logs } = await openOnFiles();
    const bills = TENANT.customers.slice(0, 3).map(({ uin }) => uin);
    await writeFiles(NEW);
    simulator.setTenant(ROTATED);

    const pages = await Promise.all(
      bills.map(async (uin) => await extract(SUMMARY, { account: "default", uin })),
    );

    expect(pages.every((bill) => rowCount(bill) > 0)).toBe(true);
    expect(ids().filter((id) => id === NEW.secretId)).toHaveLength(3);
    expect(logs).toHaveLength(1);
  });

  test("in the middle of a bill of many pages leaves the bill as it would have been", async () => {
    const undisturbed = await (await openOnFiles()).extract(DETAIL, { account: "default" });
    const { extract } = await openOnFiles();
    simulator.setFaults([{ match: { params: { Page: 2 } }, fault: { delayMs: 500 } }]);
    const reading = extract(DETAIL, { account: "default" });
    await expect.poll(ids).toContain(OLD.secretId);
    await writeFiles(NEW);
    simulator.setTenant(ROTATED);

    expect(await reading).toEqual(undisturbed);
    expect(ids().at(-1)).toBe(NEW.secretId);
  });

  test("does not let a call leave that waited for its slot with the refused one", async () => {
    const { extract, slots } = await openOnFiles();
    await writeFiles(NEW);
    simulator.setTenant(ROTATED);
    // The second slot comes only once the first call was refused and has gone on.
    const isRenewed = Promise.withResolvers<void>();
    slots.reserve = async (lane) => {
      slots.lanes.push(lane);
      await (slots.lanes.length === 2 ? isRenewed.promise : undefined);
      return { delayMs: 0, token: "" };
    };
    const [first, second] = TENANT.customers.map(({ uin }) => uin);

    const both = Promise.all([
      extract(SUMMARY, { account: "default", uin: first! }),
      extract(SUMMARY, { account: "default", uin: second! }),
    ]);
    await expect.poll(ids).toContain(NEW.secretId);
    isRenewed.resolve();
    await both;

    expect(ids()).toEqual([OLD.secretId, NEW.secretId, NEW.secretId]);
  });

  test("may be a session token that expired, with the same key", async () => {
    const { temporary } = ACCOUNTS;
    const token = "made-up-token-for-another-hour";
    const { extract } = await openOnFiles(temporary);
    await writeFiles({ ...temporary, token });
    simulator.setTenant(
      changeCredential(TENANT, temporary.secretId, (credential) => ({ ...credential, token })),
    );

    expect(rowCount(await extract(SUMMARY, { account: "default" }))).toBeGreaterThan(0);
    expect(simulator.calls().map(({ outcome }) => outcome)).toEqual([
      "AuthFailure.TokenFailure",
      "ok",
    ]);
  });
});

describe("a refused credential whose files hold nothing newer", () => {
  test.each<[string, string, () => Promise<void>]>([
    [
      "since nobody wrote them",
      "its files were read again and hold the same as before",
      async () => undefined,
    ],
    [
      "since one is empty at that moment",
      "TENCENTCLOUD_SECRET_KEY_FILE names an empty file",
      async () => await writeFile(join(directory, "key"), ""),
    ],
    [
      "since one is gone at that moment",
      "TENCENTCLOUD_SECRET_ID_FILE names a file that cannot be read (ENOENT)",
      async () => await rm(join(directory, "id")),
    ],
  ])("%s, fails its account with one call, and says so", async (_, why, rewrite) => {
    const { extract } = await openOnFiles();
    simulator.setTenant(ROTATED);
    await rewrite();

    const error = await refusalOf(extract(SUMMARY, { account: "default" }));

    expect(error).toMatchObject({
      recovery: "fail-account",
      code: "AuthFailure.SecretIdNotFound",
      hint: expect.stringContaining(why),
    });
    expect(error.hint).toContain("check SecretId, SecretKey and token of account default");
    expect(simulator.calls()).toHaveLength(1);
  });
});

test("doctor's one call goes on with the newer credential too", async () => {
  const { source } = await openOnFiles();
  await writeFiles(NEW);
  simulator.setTenant(ROTATED);
  const stream = STREAMS.find(({ name }) => name === SUMMARY)!;
  const { uin } = TENANT.customers[0]!;

  const probe = await source.probe("default", stream, uin, new AbortController().signal);

  expect(probe.ok).toBe(true);
});
