import { closestName } from "./closest-name.ts";
import type { EnvReader, Environment } from "./env-reader.ts";
import { ACCOUNT_VARIABLES, allowedNames } from "./known-variables.ts";
import { redactUnknown } from "./redact-value.ts";

/** Reports every `BILLING_…` variable that nothing reads: a misspelt one would silently change nothing. */
export function reportUnknownVariables(
  reader: EnvReader,
  env: Environment,
  accountNames: readonly string[],
): void {
  const allowed = allowedNames(accountNames);
  for (const variable of Object.keys(env).toSorted()) {
    const value = reader.text(variable);
    if (/^BILLING_/i.test(variable) && !allowed.has(variable) && value !== undefined) {
      const hint = hintFor(variable, allowed);
      reader.report({
        variable,
        rule: "is not a variable that Billhouse knows",
        value: redactUnknown(variable, value),
        ...(hint === undefined ? {} : { hint }),
      });
    }
  }
}

function hintFor(variable: string, allowed: ReadonlySet<string>): string | undefined {
  const withoutFile = variable.replace(/_FILE$/, "");
  if (allowed.has(withoutFile)) {
    return `only secrets come from files; set ${withoutFile}`;
  }
  const credential = withoutFile.replace(/^BILLING_/, "TENCENTCLOUD_");
  if (allowed.has(credential)) {
    return `the single account's is ${credential}`;
  }
  // Compared without the prefix that all share: it would make every name look alike.
  const bareNames = [...allowed].map((name) => name.replace(/^BILLING_/, ""));
  const guess = closestName(variable.replace(/^BILLING_/i, ""), bareNames);
  if (guess !== undefined) {
    return `did you mean ${allowed.has(`BILLING_${guess}`) ? "BILLING_" : ""}${guess}?`;
  }
  const suffix = Object.keys(ACCOUNT_VARIABLES).find((name) => withoutFile.endsWith(`_${name}`));
  if (suffix === undefined) {
    return undefined;
  }
  const account = withoutFile.slice("BILLING_".length, -suffix.length - 1);
  return `to add an account, list ${account.toLowerCase().replaceAll("_", "-")} in BILLING_ACCOUNTS`;
}
