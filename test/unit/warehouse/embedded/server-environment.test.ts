import { expect, test } from "vitest";
import { createServerEnvironment } from "../../../../src/warehouse/postgres/embedded/server-environment.ts";

test("the server's environment holds no secrets and nothing that redirects it", () => {
  const env = createServerEnvironment({
    PATH: "/usr/bin",
    TENCENTCLOUD_SECRET_KEY: "not for a process that stays",
    DATABASE_URL: "postgresql://elsewhere",
    PGPORT: "5432",
    PGDATA: "/somewhere/else",
    LC_ALL: "de_DE.UTF-8",
    TZ: "Asia/Shanghai",
  });
  expect(env).toEqual({ PATH: "/usr/bin", LC_ALL: "C", TZ: "UTC" });
});

test("the search path is passed on under the name that Windows gives it", () => {
  expect(createServerEnvironment({ Path: "C:\\Windows" })).toMatchObject({ Path: "C:\\Windows" });
});

test("a variable that is not set stays not set", () => {
  expect(createServerEnvironment({ PATH: undefined })).toEqual({ LC_ALL: "C", TZ: "UTC" });
});
