import { testNamePattern } from "./test-name-pattern.ts";

/** How the tests of an experiment ended. */
export type Verdict =
  | { readonly kind: "passed"; readonly tests: number }
  /** One of them failed of itself; `reason` is the first line of why. */
  | { readonly kind: "failed"; readonly reason: string }
  /** Something else went wrong, so that nothing was shown. */
  | { readonly kind: "broken"; readonly reason: string };

type Assertion = {
  readonly ancestorTitles: readonly string[];
  readonly title: string;
  readonly status: string;
  readonly failureMessages: readonly string[];
};

type Report = {
  readonly testResults: readonly {
    readonly message: string;
    readonly assertionResults: readonly Assertion[];
  }[];
};

/** A test that fails so has met a program that does not run, not a guard that is missing. */
const NO_PROGRAM = /SyntaxError|ReferenceError|Cannot find (module|package)|ERR_MODULE_NOT_FOUND/;

/** What a test runner's JSON report, and what it said besides, show of the tests with these titles. */
export function readVerdict(
  report: string | undefined,
  titles: readonly string[],
  output: string,
): Verdict {
  if (report === undefined) {
    return { kind: "broken", reason: `no report: ${output.slice(-500)}` };
  }
  const { testResults } = JSON.parse(report) as Report;
  const assertions = testResults.flatMap(({ assertionResults }) => assertionResults);
  const missing = titles.filter((title) => testsOf(assertions, title).length === 0);
  if (missing.length > 0) {
    const said = testResults.map(({ message }) => message).join("; ");
    return { kind: "broken", reason: `did not run: ${missing.join("; ")} ${said}`.trim() };
  }
  const tests = titles.flatMap((title) => testsOf(assertions, title));
  const failures = tests.filter(({ status }) => status === "failed");
  const messages = failures.flatMap(({ failureMessages }) => failureMessages);
  if (failures.length === 0) {
    return { kind: "passed", tests: tests.length };
  }
  const reason = messages[0]?.split("\n", 1)[0] ?? "failed without a word";
  return messages.some((message) => NO_PROGRAM.test(message))
    ? { kind: "broken", reason }
    : { kind: "failed", reason };
}

function testsOf(assertions: readonly Assertion[], title: string): readonly Assertion[] {
  const pattern = new RegExp(testNamePattern([title]), "s");
  return assertions.filter(
    (one) =>
      (one.status === "passed" || one.status === "failed") &&
      pattern.test([...one.ancestorTitles, one.title].join(" > ")),
  );
}
