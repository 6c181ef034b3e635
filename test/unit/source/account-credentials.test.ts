import { describe, expect, test } from "vitest";
import { AccountError } from "../../../src/domain/account-error.ts";
import type { Credential, CredentialReading } from "../../../src/domain/credential.ts";
import { AccountCredentials } from "../../../src/source/tencent/account-credentials.ts";

const OLD = { secretId: "old-id", secretKey: "old-key" };
const NEW = { secretId: "new-id", secretKey: "new-key" };
const ACCOUNT = { name: "main", roles: ["partner"], tagKeys: [], ...OLD } as const;

/** One account whose files a test rewrites, and what became of it. */
function openCredentials(first: CredentialReading = { kind: "read", credential: NEW }) {
  const world = { files: first, readings: 0, told: [] as string[], renewals: 0 };
  const credentials = new AccountCredentials([ACCOUNT], () => {
    world.readings += 1;
    return world.files;
  });
  credentials.tellSecrets((secrets) => world.told.push(...secrets));
  const call = async (accepts: (credential: Credential) => boolean): Promise<string> =>
    await credentials.use(
      "main",
      async (credential) => {
        await Promise.resolve();
        if (!accepts(credential)) {
          throw refusal();
        }
        return `${credential.secretId} ${credential.secretKey}`;
      },
      () => {
        world.renewals += 1;
      },
    );
  return { world, credentials, call };
}

function refusal(): AccountError {
  return new AccountError("refused", { code: "AuthFailure", requestId: "r-1", hint: "check it" });
}

const acceptsNew = ({ secretId, secretKey }: Credential): boolean =>
  secretId === NEW.secretId && secretKey === NEW.secretKey;

describe("a refused credential", () => {
  test("is replaced by what its files hold now, for this call and for all that follow", async () => {
    const { world, credentials, call } = openCredentials();
    expect(await call(acceptsNew)).toBe("new-id new-key");
    expect(await call(acceptsNew)).toBe("new-id new-key");
    expect(credentials.of("main")).toEqual(NEW);
    expect(world).toMatchObject({ readings: 1, renewals: 1 });
  });

  test("is read again once for all the calls that were refused with it", async () => {
    const { world, call } = openCredentials();
    await Promise.all(Array.from({ length: 20 }, async () => await call(acceptsNew)));
    expect(world).toMatchObject({ readings: 1, renewals: 1 });
  });

  test("is replaced twice where its files were only half written at the first look", async () => {
    const half = { secretId: NEW.secretId, secretKey: OLD.secretKey };
    const { world, call } = openCredentials({ kind: "read", credential: half });
    const calling = call((credential) => {
      if (credential.secretId === NEW.secretId) {
        world.files = { kind: "read", credential: NEW };
      }
      return acceptsNew(credential);
    });
    expect(await calling).toBe("new-id new-key");
    expect(world.readings).toBe(2);
  });

  test("whose files change again and again is given up after two of them", async () => {
    const { world, call } = openCredentials();
    const calling = call(() => {
      const secretKey = `key-${world.readings}`;
      world.files = { kind: "read", credential: { ...NEW, secretKey } };
      return false;
    });
    await expect(calling).rejects.toMatchObject({
      hint: "check it (its files were read again, and what they hold now is refused as well)",
    });
    expect(world.readings).toBe(2);
  });

  test.each<[string, CredentialReading, string]>([
    ["that is no longer in a file", { kind: "fixed" }, "check it"],
    [
      "whose files hold the same",
      { kind: "read", credential: { ...OLD } },
      "check it (its files were read again and hold the same as before)",
    ],
    [
      "whose files cannot be read",
      { kind: "unreadable", problem: "X_FILE names an empty file" },
      "check it (its files could not be read again: X_FILE names an empty file)",
    ],
  ])("%s fails its account as it was refused, and says so", async (_, files, hint) => {
    const { world, credentials, call } = openCredentials(files);
    const ends = await Promise.allSettled([call(acceptsNew), call(acceptsNew)]);
    for (const end of ends) {
      const reason: unknown = end.status === "rejected" ? end.reason : undefined;
      expect(reason).toBeInstanceOf(AccountError);
      expect(reason).toMatchObject({ code: "AuthFailure", requestId: "r-1", hint });
    }
    expect(credentials.of("main")).toMatchObject(OLD);
    expect(world).toMatchObject({ readings: 1, renewals: 0 });
  });
});

test("a new secret is told to every scrubber before a call is signed with it", async () => {
  const { world, call } = openCredentials();
  expect(world.told).toEqual(["old-id", "old-key"]);
  await call((credential) => {
    expect(world.told).toEqual(expect.arrayContaining([credential.secretId, credential.secretKey]));
    return acceptsNew(credential);
  });
  expect(world.told).toEqual(["old-id", "old-key", "new-id", "new-key"]);
});

test("a call that waited while its credential was replaced leaves with the new one", async () => {
  const { credentials, call } = openCredentials();
  const used: string[] = [];
  const waited = Promise.withResolvers<void>();
  const waiting = credentials.use(
    "main",
    async ({ secretId }, assertCurrent) => {
      await waited.promise;
      assertCurrent();
      used.push(secretId);
    },
    () => undefined,
  );
  await call(acceptsNew);
  waited.resolve();
  await waiting;
  expect(used).toEqual(["new-id"]);
});

describe("before a run", () => {
  test("files that were rotated are taken over, though nobody was refused", () => {
    const { credentials } = openCredentials();
    expect(credentials.refresh()).toEqual([{ account: "main" }]);
    expect(credentials.of("main")).toEqual(NEW);
    expect(credentials.refresh()).toEqual([]);
  });

  test("files that cannot be read are told, and what they held stays in use", () => {
    const { credentials } = openCredentials({ kind: "unreadable", problem: "X_FILE is empty" });
    expect(credentials.refresh()).toEqual([{ account: "main", problem: "X_FILE is empty" }]);
    expect(credentials.of("main")).toMatchObject(OLD);
  });

  test("a credential whose files had nothing newer may be asked about again", async () => {
    const { world, credentials, call } = openCredentials({ kind: "read", credential: OLD });
    await expect(call(acceptsNew)).rejects.toThrow("refused");
    credentials.refresh();
    world.files = { kind: "read", credential: NEW };
    expect(await call(acceptsNew)).toBe("new-id new-key");
  });
});
