import { readFileSync } from "node:fs";
import { parse } from "dotenv";
import { describe, expect, test } from "vitest";
import {
  ACCOUNT_VARIABLES,
  accountPrefix,
  allowedNames,
  VARIABLES,
  type Variable,
} from "../../../src/config/known-variables.ts";
import { configOf } from "./environment.ts";

const example = readFileSync(new URL("../../../.env.example", import.meta.url), "utf8");

const table = new Map<string, Variable>([
  ...Object.entries(VARIABLES),
  ...Object.entries(ACCOUNT_VARIABLES).map(
    ([name, variable]) => [accountPrefix("main-eu") + name, variable] as const,
  ),
]);

/** What `.env.example` says of each variable: the line above it, and the value beside it. */
const entries = [...example.matchAll(/^# ([^\n]+)\n(?:# )?([A-Z][A-Z0-9_]*)=(.*)$/gm)].map(
  ([, meaning = "", name = "", value = ""]) => ({ name, meaning, value }),
);

describe(".env.example", () => {
  test("lists exactly the variables there are, each once", () => {
    const names = [...example.matchAll(/^(?:# )?([A-Z][A-Z0-9_]*)=/gm)].map(([, name]) => name);
    expect(new Set(names)).toEqual(new Set(table.keys()));
    expect(names).toHaveLength(table.size);
  });

  test("says of each what the table says, and marks the secrets", () => {
    const said = new Map(entries.map(({ name, meaning }) => [name, meaning]));
    const meant = [...table].map(([name, { meaning, isSecret }]) => {
      return [name, isSecret === true ? `+ ${meaning}` : meaning] as const;
    });
    expect(said).toEqual(new Map(meant));
  });

  test("shows the defaults where there are some", () => {
    const shown = new Map(entries.map(({ name, value }) => [name, value.replaceAll('"', "")]));
    const defaults = [...table].flatMap(([name, { defaultText }]) =>
      defaultText === undefined ? [] : [{ name, text: defaultText }],
    );
    expect(defaults.map(({ name }) => ({ name, text: shown.get(name) }))).toEqual(defaults);
  });

  test("copied as it is, it configures nothing", () => {
    expect(configOf(parse(example))).toEqual(configOf({}));
  });

  test("its values are valid when their comment signs are removed", () => {
    const several = /^(BILLING_(ACCOUNTS|MAIN_EU_.*)|.*SECRET_(ID|KEY))$/;
    const uncommented = parse(example.replaceAll(/^# (?=[A-Z][A-Z0-9_]*=)/gm, ""));
    const single = Object.entries(uncommented).filter(([name]) => !several.test(name));
    expect(configOf(Object.fromEntries(single))).toMatchObject({ maxRunMinutes: 240 });
  });
});

describe("names", () => {
  test("no fixed name can be the variable of an account", () => {
    const suffixes = Object.keys(ACCOUNT_VARIABLES).join("|");
    const ofSomeAccount = new RegExp(`^BILLING_.+_(${suffixes})(_FILE)?$`);
    expect([...allowedNames([])].filter((name) => ofSomeAccount.test(name))).toEqual([]);
  });

  test("no two accounts can share a variable", () => {
    const names = Object.keys(ACCOUNT_VARIABLES).flatMap((name) => [name, `${name}_FILE`]);
    const clashes = names.flatMap((name) => names.filter((other) => other.endsWith(`_${name}`)));
    expect(clashes).toEqual([]);
  });
});
