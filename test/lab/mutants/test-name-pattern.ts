/** What stands in a table's title for a part of its row: `%s`, `$name`, `$a.b`. */
const PLACEHOLDER = /%[sdifjoO]|\$[a-zA-Z][\w.]*/g;

/** The pattern, as the test runner takes it, of the tests with these titles and no others. */
export function testNamePattern(titles: readonly string[]): string {
  return `^(?:${titles.map(patternOf).join("|")})$`;
}

function patternOf(title: string): string {
  return title.split(PLACEHOLDER).map(escapePattern).join(".*");
}

function escapePattern(text: string): string {
  return text.replaceAll(/[\\^$.*+?()[\]{}|/]/g, String.raw`\$&`);
}
