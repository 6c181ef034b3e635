import { ROLES, type Account, type Role } from "../domain/account.ts";
import { closestName } from "./closest-name.ts";
import type { EnvReader } from "./env-reader.ts";
import { redactText } from "./redact-value.ts";

export type SelectableStream = { readonly name: string; readonly role: Role };

/** Reads `BILLING_STREAMS`: names of streams that one of the accounts, if there are any, may load; undefined for all. */
export function readStreams(
  reader: EnvReader,
  streams: readonly SelectableStream[],
  accounts: readonly Account[],
): readonly string[] | undefined {
  const variable = "BILLING_STREAMS";
  const names = reader.list(variable);
  // Without an account, or while theirs are wrong, nobody's roles are known yet, so none can be missing.
  const roles = accounts.length === 0 ? ROLES : accounts.flatMap((account) => account.roles);
  for (const name of names ?? []) {
    const stream = streams.find((candidate) => candidate.name === name);
    const value = redactText(name);
    if (stream === undefined) {
      const all = streams.map((candidate) => candidate.name);
      const guess = closestName(name, all);
      const hint = guess === undefined ? `one of ${all.join(", ")}` : `did you mean ${guess}?`;
      reader.report({ variable, rule: "must name a stream", value, hint });
    } else if (!roles.includes(stream.role)) {
      const hint = `only an account with the role ${stream.role} can load it`;
      reader.report({ variable, rule: "no account's roles allow this stream", value, hint });
    }
  }
  return names;
}
