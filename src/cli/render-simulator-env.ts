import { accountPrefix } from "../config/known-variables.ts";
import type { Account } from "../domain/account.ts";

/**
 * Lines for `.env` or a shell that point Billhouse at the simulator: the first account as the only
 * one, and all of them commented out. Pure.
 */
export function renderSimulatorEnv(origin: string, accounts: readonly Account[]): string {
  const [first] = accounts;
  const single = first === undefined ? [] : credentialLines("TENCENTCLOUD_", "BILLING_", first);
  const several = accounts.flatMap((account) => {
    const prefix = accountPrefix(account.name);
    return credentialLines(prefix, prefix, account);
  });
  return [
    "# For .env: the simulator's address, and a made-up key that it accepts.",
    `BILLING_TENCENT_ORIGIN=${origin}`,
    ...single,
    "",
    `# Instead of the ${single.length} lines above, all kinds of account at once:`,
    `# BILLING_ACCOUNTS=${accounts.map(({ name }) => name).join(",")}`,
    ...several.map((line) => `# ${line}`),
    "",
  ].join("\n");
}

function credentialLines(
  credentialPrefix: string,
  prefix: string,
  { secretId, secretKey, roles, uin, tagKeys }: Account,
): readonly string[] {
  return [
    `${credentialPrefix}SECRET_ID=${secretId}`,
    `${credentialPrefix}SECRET_KEY=${secretKey}`,
    `${prefix}ROLES=${roles.join(",")}`,
    ...(uin === undefined ? [] : [`${prefix}UIN=${uin}`]),
    ...(tagKeys.length === 0 ? [] : [`${prefix}TAG_KEYS=${tagKeys.join(",")}`]),
  ];
}
