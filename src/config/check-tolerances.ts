import type { CheckTolerances } from "../domain/check.ts";
import { closestName } from "./closest-name.ts";
import type { EnvReader } from "./env-reader.ts";
import { redactText } from "./redact-value.ts";

/** Reads `BILLING_CHECK_TOLERANCES`; an entry that is wrong is reported and left out. */
export function readCheckTolerances(reader: EnvReader, names: readonly string[]): CheckTolerances {
  const tolerances = new Map<string, string>();
  for (const entry of reader.list("BILLING_CHECK_TOLERANCES") ?? []) {
    const [name = "", amount = "", ...rest] = entry.split("=").map((part) => part.trim());
    const problem =
      rest.length > 0 || name === "" || amount === ""
        ? { rule: "each entry must read check=amount", hint: "for example R3=0.00000001" }
        : (checkAmount(amount) ?? checkName(name, names) ?? checkRepeated(name, tolerances));
    if (problem === undefined) {
      tolerances.set(name, amount);
    } else {
      reader.report({ variable: "BILLING_CHECK_TOLERANCES", value: redactText(entry), ...problem });
    }
  }
  return tolerances;
}

type EntryProblem = { readonly rule: string; readonly hint?: string };

// As text to the comparison: a number would round it.
function checkAmount(amount: string): EntryProblem | undefined {
  return /^(?:0|[1-9]\d*)(?:\.\d+)?$/.test(amount)
    ? undefined
    : { rule: "a tolerance must be a plain decimal, 0 or more, such as 0.00000001" };
}

function checkName(name: string, names: readonly string[]): EntryProblem | undefined {
  if (names.includes(name)) {
    return undefined;
  }
  const guess = closestName(name, names);
  return {
    rule: "must name a check, or one of its dimensions",
    hint: guess === undefined ? `one of ${names.join(", ")}` : `did you mean ${guess}?`,
  };
}

function checkRepeated(name: string, tolerances: CheckTolerances): EntryProblem | undefined {
  return tolerances.has(name) ? { rule: `sets ${name} twice` } : undefined;
}
