/** What is known of a refused statement. */
export type SqlErrorFacts = {
  readonly message: string;
  readonly detail?: string | undefined;
  readonly hint?: string | undefined;
  readonly code?: string | undefined;
  /** Which character of the statement it is about, counted from 1. */
  readonly position?: number | undefined;
};

const BEFORE_MAX = 50;
const LINE_MAX = 76;

/** A refused statement for people: the message, the place with a caret below it, detail and hint. Pure. */
export function renderSqlError(facts: SqlErrorFacts, sql: string): string {
  const { message, detail, hint, code, position } = facts;
  const lines = [
    `${message}${code === undefined ? "" : ` (SQLSTATE ${code})`}`,
    ...(position === undefined ? [] : placeLines(sql, position)),
    ...(detail === undefined ? [] : [`  ${detail}`]),
    ...(hint === undefined ? [] : [`  ${hint}`]),
  ];
  return `${lines.join("\n")}\n`;
}

// PostgreSQL counts characters, JavaScript UTF-16 units: a name with an emoji would shift the caret.
function placeLines(sql: string, position: number): readonly string[] {
  const characters = Array.from(sql);
  const before = characters.slice(0, position - 1);
  const lineStart = before.lastIndexOf("\n") + 1;
  const lineEnd = characters.indexOf("\n", lineStart);
  const line = characters.slice(lineStart, lineEnd === -1 ? undefined : lineEnd);
  const column = before.length - lineStart;
  const cut = Math.max(0, column - BEFORE_MAX);
  const number = before.filter((character) => character === "\n").length + 1;
  const label = `  line ${number}: ${cut > 0 ? "…" : ""}`;
  const shown = line.slice(cut, cut + LINE_MAX);
  const more = line.length > cut + LINE_MAX ? "…" : "";
  // A tab is as wide as it pleases: below a tab stands a tab.
  const gap = shown.slice(0, column - cut).map((character) => (character === "\t" ? "\t" : " "));
  return [`${label}${shown.join("")}${more}`, `${" ".repeat(label.length)}${gap.join("")}^`];
}
