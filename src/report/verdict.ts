import type { PipelineStatus } from "../domain/spend-report.ts";
import { counted } from "./figures.ts";

/** How far the figures can be trusted, in words, and what to do where they cannot. */
export type Verdict = {
  readonly level: "good" | "warn" | "bad";
  readonly title: string;
  readonly problems: readonly Problem[];
};

export type Problem = {
  readonly level: "warn" | "bad";
  readonly text: string;
  /** What to do about it. */
  readonly todo: string;
  /** The command that does it, or tells more. */
  readonly command: string;
  /** The section of the page with more of it. */
  readonly sectionId: string;
};

/** The commands that a reader of this page may run. */
export type PageCommands = {
  readonly load: string;
  readonly status: string;
  readonly reconcile: string;
  readonly report: string;
};

export const COMMANDS: PageCommands = {
  load: "npm run sync",
  status: "npm run status",
  reconcile: "npm run reconcile",
  report: "npm run report",
};

export const DEMO_COMMANDS: PageCommands = {
  load: "npm run demo",
  status: "npm run status -- --demo",
  reconcile: "npm run reconcile -- --demo",
  report: "npm run report -- --demo",
};

/** Judges the state of the pipeline. Pure. */
export function judge(status: PipelineStatus, commands: PageCommands): Verdict {
  const problems = [
    ...mismatchProblems(status, commands),
    ...sliceProblems(status, commands),
    ...runProblems(status, commands),
  ];
  const isBad = problems.some(({ level }) => level === "bad");
  return {
    level: problems.length === 0 ? "good" : isBad ? "bad" : "warn",
    title: titleOf(status, problems),
    problems,
  };
}

function titleOf(status: PipelineStatus, problems: readonly Problem[]): string {
  if (status.mismatches > 0) {
    return "Some bills do not add up.";
  }
  if (problems.length > 0) {
    return "Not everything is loaded as it should be.";
  }
  return status.lastRunStatus === null
    ? "Nothing has been loaded yet."
    : "Everything is loaded, and adds up.";
}

function mismatchProblems({ mismatches }: PipelineStatus, commands: PageCommands): Problem[] {
  return mismatches === 0
    ? []
    : [
        {
          level: "bad",
          text: `${counted(mismatches, "comparison")} with the vendor's own totals ${mismatches === 1 ? "does" : "do"} not agree.`,
          todo: "The next sync reads these bills whole once more; if they still differ, ask the vendor. To compare again now:",
          command: commands.reconcile,
          sectionId: "reconciliation",
        },
      ];
}

function sliceProblems(status: PipelineStatus, commands: PageCommands): Problem[] {
  const { slicesFailed, slicesLate, slicesMissing } = status;
  const problem = (level: Problem["level"], slices: number, words: string, todo: string) =>
    slices === 0
      ? []
      : [
          {
            level,
            text: `${counted(slices, "part")} of bills ${slices === 1 ? "was" : "were"} ${words}.`,
            todo,
            command: level === "bad" ? commands.status : commands.load,
            sectionId: "coverage",
          },
        ];
  return [
    ...problem(
      "bad",
      slicesFailed,
      "not loaded at the last attempt",
      "The next sync tries again; the reasons:",
    ),
    ...problem(
      "warn",
      slicesLate,
      "last loaded too long ago",
      "Look whether npm start is running. To load them now:",
    ),
    ...problem("warn", slicesMissing, "never loaded", "To load them now:"),
  ];
}

const RUN_PROBLEMS: Readonly<Record<string, readonly [Problem["level"], string]>> = {
  failed: ["bad", "failed"],
  interrupted: ["warn", "was cut off before its end"],
  partial: ["warn", "could not load everything"],
};

function runProblems(
  { lastRunKind, lastRunStatus, lastRunStartedAt }: PipelineStatus,
  commands: PageCommands,
): Problem[] {
  const [level, words] = RUN_PROBLEMS[lastRunStatus ?? ""] ?? [];
  return level === undefined
    ? []
    : [
        {
          level,
          text: `The last run (${lastRunKind}, ${lastRunStartedAt}) ${words}.`,
          todo: "To go on with what is missing:",
          command: commands.load,
          sectionId: "runs",
        },
      ];
}
