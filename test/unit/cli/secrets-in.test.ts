import { expect, test } from "vitest";
import { secretsIn } from "../../../src/cli/secrets-in.ts";

test("a secret is known by its variable's name before the configuration is read", () => {
  const env = {
    TENCENTCLOUD_SECRET_ID: "the-id",
    BILLING_MAIN_EU_SECRET_KEY: " the-key ",
    TENCENTCLOUD_SESSION_TOKEN: "the-token",
    BILLING_PING_URL: "https://ping.example/uuid",
    BILLING_LOGIN_PASSWORD: "the-password",
    TENCENTCLOUD_TOKEN: "",
    BILLING_SECRET_ID_FILE: "/run/secrets/id",
    BILLING_CRON: "30 9 * * *",
    PATH: "/bin",
  };

  expect(secretsIn(env)).toEqual([
    "the-id",
    "the-key",
    "the-token",
    "https://ping.example/uuid",
    "the-password",
  ]);
});
