import type { DoctorReport, Finding } from "../app/doctor-report.ts";
import { renderTable } from "./render-table.ts";
import { visibleText } from "./visible-text.ts";

const TITLES: Readonly<Record<Finding["area"], string>> = {
  configuration: "Configuration",
  database: "Database",
  clock: "Clock",
  api: "What each credential can read",
};

/** The findings for people, and below them what to do, each once; texts are cut to `widthMax` where given. Pure. */
export function renderDoctor({ findings, exitCode }: DoctorReport, widthMax?: number): string {
  const sections = Object.entries(TITLES).flatMap(([area, title]) => {
    const found = findings.filter((finding) => finding.area === area);
    return found.length === 0 ? [] : [`${title}\n\n${tableOf(found, widthMax)}`];
  });
  return [...sections, adviceText(findings), verdictText(findings, exitCode)]
    .filter((text) => text !== "")
    .join("\n");
}

/** The report as one JSON document. Pure. */
export function renderDoctorJson(report: DoctorReport): string {
  return `${JSON.stringify(report, null, 2)}\n`;
}

function tableOf(findings: readonly Finding[], widthMax: number | undefined): string {
  const isApi = findings.every(({ area }) => area === "api");
  return isApi
    ? renderTable(
        [
          { title: "result" },
          { title: "account", isCuttable: true },
          { title: "role" },
          { title: "action" },
          { title: "found", isCuttable: true },
        ],
        findings.map(({ verdict, account = "", role = "", subject, message }) => [
          verdict,
          account,
          role,
          // The service is in the JSON; the action says it to people.
          subject.slice(subject.indexOf(".") + 1),
          message,
        ]),
        widthMax,
      )
    : renderTable(
        [{ title: "result" }, { title: "what" }, { title: "found", isCuttable: true }],
        findings.map(({ verdict, subject, message }) => [verdict, subject, message]),
        widthMax,
      );
}

/** Everything that is not well with its whole text and what to do; equal ones once. */
function adviceText(findings: readonly Finding[]): string {
  const troubled = findings.filter(
    ({ verdict, hint }) => !["ok", "skipped"].includes(verdict) && hint !== undefined,
  );
  const groups = Map.groupBy(troubled, ({ message, hint, account }) =>
    [account ?? "", withoutAction(message), hint].join("\u0000"),
  );
  const lines = [...groups.values()].flatMap((group) => {
    const [first] = group;
    return first === undefined ? [] : adviceLines(first, group);
  });
  return lines.length === 0 ? "" : `What to do\n\n${lines.join("\n")}\n`;
}

function adviceLines(first: Finding, group: readonly Finding[]): readonly string[] {
  const { message, hint = "", code, requestId } = first;
  const who = first.account === undefined ? first.subject : `${first.account}, ${first.role}`;
  const times = group.length === 1 ? "" : ` (${group.length} actions)`;
  const codes = [
    code === undefined || message.includes(code) ? [] : [`code ${code}`],
    requestId === undefined ? [] : [`RequestId ${requestId}`],
  ].flat();
  return [
    `  ${who}${times}: ${visibleText(message)}`,
    `    ${hint}`,
    ...(codes.length === 0 ? [] : [`    ${codes.join(", ")}`]),
  ];
}

/** A vendor's message begins with the action that it is about. */
function withoutAction(message: string): string {
  return message.replace(/^[A-Za-z]+: /, "");
}

function verdictText(findings: readonly Finding[], exitCode: number): string {
  if (exitCode === 0) {
    return "A sync can run.\n";
  }
  const bad = findings.filter(({ verdict }) =>
    ["wrong", "refused", "unreachable"].includes(verdict),
  ).length;
  return `${bad === 1 ? "1 problem" : `${bad} problems`} (exit code ${exitCode}).\n`;
}
