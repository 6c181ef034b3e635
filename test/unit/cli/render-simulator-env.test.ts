import { parse } from "dotenv";
import { expect, test } from "vitest";
import { DEMO_ACCOUNTS } from "../../../src/app/demo-accounts.ts";
import { readConfiguration } from "../../../src/app/read-configuration.ts";
import { renderSimulatorEnv } from "../../../src/cli/render-simulator-env.ts";

const LINES = renderSimulatorEnv("http://127.0.0.1:9463", DEMO_ACCOUNTS);

test("the simulator's lines are a valid configuration for its first account", async () => {
  const { config } = await readConfiguration(parse(LINES));
  expect(config.tencentOrigin).toBe("http://127.0.0.1:9463");
  expect(config.accounts).toMatchObject([
    { name: "default", secretId: DEMO_ACCOUNTS[0]?.secretId, roles: ["partner"] },
  ]);
});

test("the lines that are commented out are a valid configuration for all its accounts", async () => {
  const [, several = ""] = LINES.split(/^# Instead.*$/m);
  const { config } = await readConfiguration(parse(several.replaceAll(/^# /gm, "")));
  const needed = DEMO_ACCOUNTS.map(({ name, secretId, secretKey, roles, uin, tagKeys }) => {
    return { name, secretId, secretKey, roles, uin, tagKeys };
  });
  expect(config.accounts).toEqual(needed);
});
