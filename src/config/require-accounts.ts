import type { Account } from "../domain/account.ts";
import { ConfigError } from "./config-error.ts";
import type { Config } from "./config.ts";

/** The accounts of a command that cannot do without one. Throws `ConfigError` where none is configured. */
export function requireAccounts(
  config: Pick<Config, "accounts">,
): readonly [Account, ...Account[]] {
  const [first, ...others] = config.accounts;
  if (first === undefined) {
    throw new ConfigError([
      {
        variable: "TENCENTCLOUD_SECRET_ID",
        rule: "no account is configured",
        hint: "set TENCENTCLOUD_SECRET_ID and TENCENTCLOUD_SECRET_KEY, or list several in BILLING_ACCOUNTS; npm run demo needs none",
      },
    ]);
  }
  return [first, ...others];
}
