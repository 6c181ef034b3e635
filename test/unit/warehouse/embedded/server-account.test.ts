import { describe, expect, test } from "vitest";
import {
  ENTER,
  isAllowed,
  READ,
} from "../../../../src/warehouse/postgres/embedded/account-access.ts";
import {
  chooseAccount,
  parseAccounts,
} from "../../../../src/warehouse/postgres/embedded/server-account.ts";

const root = "root:x:0:0:root:/root:/bin/bash";
const nobody = "nobody:x:65534:65533:nobody:/nonexistent:/usr/sbin/nologin";
const postgres = "postgres:x:101:104:PostgreSQL administrator,,,:/var/lib/postgresql:/bin/bash";

describe("the account that root's server runs as", () => {
  test("is postgres wherever it stands in the list", () => {
    const accounts = parseAccounts([root, nobody, postgres, ""].join("\n"));
    expect(chooseAccount(accounts)).toEqual({ name: "postgres", uid: 101, gid: 104 });
  });

  test("is nobody where there is no postgres", () => {
    const accounts = parseAccounts([root, nobody].join("\n"));
    expect(chooseAccount(accounts)).toEqual({ name: "nobody", uid: 65_534, gid: 65_533 });
  });

  test("is never one that has root's number", () => {
    const accounts = parseAccounts(["postgres:x:0:0::/:/bin/sh", nobody].join("\n"));
    expect(chooseAccount(accounts)?.name).toBe("nobody");
    expect(chooseAccount(parseAccounts(root))).toBeUndefined();
  });

  test("is read past comments, torn lines and the negative numbers of macOS", () => {
    const passwd = "# User Database\nbroken\n:x:1:1\nnobody:*:-2:-2:Unprivileged User:/:/bin/false";
    expect(parseAccounts(passwd)).toEqual([{ name: "nobody", uid: -2, gid: -2 }]);
  });
});

describe("what mode bits give an account", () => {
  const account = { name: "postgres", uid: 101, gid: 104 };

  test.each([
    { mode: 0o700, uid: 0, gid: 0, enters: false, why: "root's 0700 home" },
    { mode: 0o755, uid: 0, gid: 0, enters: true, why: "a folder open to all" },
    { mode: 0o711, uid: 0, gid: 0, enters: true, why: "entering needs no reading" },
    { mode: 0o744, uid: 0, gid: 0, enters: false, why: "reading does not let in" },
    { mode: 0o750, uid: 0, gid: 104, enters: true, why: "its group" },
    { mode: 0o701, uid: 0, gid: 104, enters: false, why: "a group refused what others may" },
    { mode: 0o700, uid: 101, gid: 0, enters: true, why: "its own folder" },
    { mode: 0o077, uid: 101, gid: 104, enters: false, why: "an owner refused what others may" },
  ])("$why: $enters", ({ mode, uid, gid, enters }) => {
    expect(isAllowed({ mode: mode | 0o040_000, uid, gid }, account, ENTER)).toBe(enters);
  });

  test("a program needs both bits", () => {
    expect(isAllowed({ mode: 0o711, uid: 0, gid: 0 }, account, READ + ENTER)).toBe(false);
    expect(isAllowed({ mode: 0o755, uid: 0, gid: 0 }, account, READ + ENTER)).toBe(true);
  });
});
