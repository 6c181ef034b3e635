/** The part of a report's page that tells something: its scripts would drown what a failed test says. */
export function mainOfPage(html: string): string {
  return /<main[\s\S]*<\/main>/.exec(html)?.[0] ?? "";
}
