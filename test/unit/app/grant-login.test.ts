import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { loginUrl } from "../../../src/app/login-url.ts";
import { readLoginPassword } from "../../../src/app/read-login-password.ts";
import { ConfigError } from "../../../src/config/config-error.ts";

describe("the URL of a new login", () => {
  test("is that of the database, with nothing of the role that made it", () => {
    expect(
      loginUrl("postgresql://admin:s3cret@db.example:6432/bills?sslmode=require", "a@b", "p-1"),
    ).toBe("postgresql://a%40b:p-1@db.example:6432/bills?sslmode=require");
    expect(
      loginUrl("postgres://db.example/bills?user=admin&password=s3cret", "bi", undefined),
    ).toBe("postgres://bi@db.example/bills");
  });

  test("is not told where it has no host that others could reach", () => {
    expect(loginUrl("postgres://admin:s3cret@/bills?host=/run", "bi", "p-1")).toBe(undefined);
  });
});

describe("the password of a new login", () => {
  test("comes from its variable or a file, and is generated where neither is set", () => {
    const folder = mkdtempSync(join(tmpdir(), "grant-"));
    try {
      const file = join(folder, "password");
      writeFileSync(file, "correct-horse-battery\n");
      expect(readLoginPassword({ BILLING_LOGIN_PASSWORD_FILE: file })).toBe(
        "correct-horse-battery",
      );
    } finally {
      rmSync(folder, { recursive: true });
    }
    expect(readLoginPassword({ BILLING_LOGIN_PASSWORD: "correct-horse-staple" })).toBe(
      "correct-horse-staple",
    );
    expect(readLoginPassword({ BILLING_LOGIN_PASSWORD: " " })).toBe(undefined);
  });

  test.each(["short", '"quoted-password"', "with a space"])(
    "is refused without being told: %s",
    (password) => {
      const read = (): unknown => readLoginPassword({ BILLING_LOGIN_PASSWORD: password });
      expect(read).toThrow(ConfigError);
      expect(read).not.toThrow(new RegExp(password));
    },
  );
});
