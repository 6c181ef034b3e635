import { CommanderError } from "commander";
import { describe, expect, test } from "vitest";
import { createProgram } from "../../../src/cli/program.ts";
import { readChecks } from "../../../src/source/tencent/read-checks.ts";

const COMMANDS = [
  "demo",
  "doctor",
  "plan",
  "sync",
  "backfill",
  "start",
  "status",
  "reconcile",
  "close",
  "reopen",
  "report",
  "export",
  "grant",
  "query",
  "db",
  "migrate",
  "simulator",
];

async function runNothing(): Promise<void> {
  await Promise.resolve();
}

async function say(args: readonly string[]): Promise<{ said: string; exitCode: number }> {
  let said = "";
  const write = (text: string): void => {
    said += text;
  };
  try {
    await createProgram(runNothing, { out: write, err: write }).parseAsync([...args], {
      from: "user",
    });
    return { said, exitCode: 0 };
  } catch (error) {
    if (error instanceof CommanderError) {
      return { said, exitCode: error.exitCode };
    }
    throw error;
  }
}

describe("the help", () => {
  test("lists every command", async () => {
    const { said } = await say(["--help"]);

    for (const command of COMMANDS) {
      expect(said).toMatch(new RegExp(`^ {2}${command}\\b`, "m"));
    }
  });

  test.each(COMMANDS)(
    "of %s gives examples as npm calls them, and fits 100 columns",
    async (command) => {
      const { said, exitCode } = await say([command, "--help"]);

      expect(exitCode).toBe(0);
      expect(said).toMatch(/Examples?\b.*:\n {2}(psql|npm (run (-s )?|)\w+)/);
      expect(Math.max(...said.split("\n").map((line) => line.length))).toBeLessThanOrEqual(110);
    },
  );

  test("of reconcile says what each check compares", async () => {
    const { said } = await say(["reconcile", "--help"]);

    for (const { id, meaning } of await readChecks()) {
      expect(said).toContain(`  ${id}  ${meaning}\n`);
    }
  });

  test.each([
    [["--help"], "npm run <command> -- [options]"],
    [["sync", "--help"], "npm run sync -- [options]"],
    [["query", "--help"], "npm run query -- [options] <sql>"],
    [["db", "--help"], "npm run db -- [options] [command]"],
    [["db", "url", "--help"], "npm run db -- url [options]"],
  ])("of %j shows where npm wants its --", async (args, usage) => {
    expect((await say(args)).said).toContain(`Usage: ${usage}\n`);
  });

  test.each([
    "sync",
    "backfill",
    "plan",
    "start",
    "migrate",
    "query",
    "status",
    "reconcile",
    "close",
    "reopen",
  ])("of %s says what its exit codes mean", async (command) => {
    expect((await say([command, "--help"])).said).toContain("Exit codes:");
  });
});
