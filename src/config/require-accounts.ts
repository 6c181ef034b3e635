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
        rule: "no account is configured, so there is nothing to load",
        hint:
          "for one account set TENCENTCLOUD_SECRET_ID and TENCENTCLOUD_SECRET_KEY; for several " +
          "list names in BILLING_ACCOUNTS=main-eu,… and set BILLING_MAIN_EU_SECRET_ID and " +
          "BILLING_MAIN_EU_SECRET_KEY for each; `npm run demo` needs none",
      },
    ]);
  }
  return [first, ...others];
}
