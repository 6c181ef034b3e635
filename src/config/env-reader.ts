import type { z } from "zod";
import type { ConfigProblem } from "./config-error.ts";
import { redactText } from "./redact-value.ts";

export type Environment = Readonly<Record<string, string | undefined>>;

/**
 * Reads variables one by one and collects what is wrong with them, so that all of it can be told at
 * once. An empty or blank variable counts as unset. Only `readFile` throws.
 */
export interface EnvReader {
  isSet(name: string): boolean;
  /** A variable exactly as it stands in the environment. */
  raw(name: string): string | undefined;
  /** A variable's text without the spaces around it. */
  text(name: string): string | undefined;
  /** The parts of a comma-separated variable, trimmed, each once, blank ones left out. */
  list(name: string): readonly string[] | undefined;
  /** What `schema` makes of the text, or of `defaultText`; undefined where unset or, once reported, wrong. */
  parsed<T>(name: string, schema: z.ZodType<T>, defaultText?: string): T | undefined;
  readFile(path: string): string;
  report(problem: ConfigProblem): void;
  /** What was reported so far. */
  readonly problems: readonly ConfigProblem[];
}

/** A reader over `env`; `readFile` gives a file's text or throws. */
export function createEnvReader(env: Environment, readFile: (path: string) => string): EnvReader {
  const problems: ConfigProblem[] = [];

  const report = (problem: ConfigProblem): void => {
    problems.push(problem);
  };

  const raw = (name: string): string | undefined => {
    const value = env[name];
    return value === undefined || value.trim() === "" ? undefined : value;
  };

  const isSet = (name: string): boolean => raw(name) !== undefined;

  const text = (name: string): string | undefined => raw(name)?.trim();

  const parsed = <T>(name: string, schema: z.ZodType<T>, defaultText?: string): T | undefined => {
    const value = text(name) ?? defaultText;
    if (value === undefined) {
      return undefined;
    }
    const result = schema.safeParse(value);
    if (!result.success) {
      const rule = result.error.issues[0]?.message ?? "is not valid";
      report({ variable: name, rule, value: redactText(value) });
    }
    return result.data;
  };

  const list = (name: string): readonly string[] | undefined => {
    const parts = text(name)?.split(",") ?? [];
    const words = [...new Set(parts.map((part) => part.trim()))].filter((word) => word !== "");
    if (parts.length > 0 && words.length === 0) {
      report({ variable: name, rule: "must name at least one", value: parts.join(",") });
    }
    return words.length === 0 ? undefined : words;
  };

  return { isSet, raw, text, list, parsed, readFile, report, problems };
}
