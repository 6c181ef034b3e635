import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import type { Pool } from "pg";
import { readText, type TextRow } from "./read-table.ts";

export const COOKBOOK_DIR = join(import.meta.dirname, "../../dashboards/cookbook");

/** A question of the cookbook and the SQL that answers it. */
export type Question = {
  /** The file, such as `01-who-spent-what.sql`. */
  readonly file: string;
  /** The first line of its comment. */
  readonly question: string;
  /** The whole comment. */
  readonly comment: string;
  /** The whole file, as it is handed to psql or `npm run query`. */
  readonly sql: string;
};

/** Every question, in order. Throws for a file that does not begin with a comment. */
export async function readCookbook(): Promise<readonly Question[]> {
  const files = (await readdir(COOKBOOK_DIR)).filter((name) => name.endsWith(".sql"));
  return await Promise.all(files.toSorted().map(readQuestion));
}

async function readQuestion(file: string): Promise<Question> {
  const sql = await readFile(join(COOKBOOK_DIR, file), "utf8");
  const [comment, question] = /^\/\*\n \* (.+)\n[^]*?\*\//.exec(sql) ?? [];
  if (comment === undefined || question === undefined) {
    throw new Error(`${file} does not begin with a comment whose first line is the question`);
  }
  return { file, question, comment, sql };
}

/**
 * What the question of that number, such as `02`, answers at an instant instead of now, every value as
 * text. Marts that look at the clock themselves (top_movers, coverage) still see the real one.
 */
export async function answerAt(
  pool: Pool,
  number: string,
  instant: string,
): Promise<readonly TextRow[]> {
  const question = (await readCookbook()).find(({ file }) => file.startsWith(`${number}-`));
  if (question === undefined) {
    throw new Error(`the cookbook has no question ${number}`);
  }
  const sql = question.sql.slice(question.comment.length);
  return await readText(pool, sql.replaceAll("now()", `timestamptz '${instant}'`));
}

const INTRODUCTION = `# SQL cookbook

Questions about the bill, each with the SQL that answers it and, below, the columns of the answer. They read the schemas \`billing_mart\` and \`focus\` only, so a login of the role \`bi_reader\` is enough (\`npm run grant -- --reader NAME\`), and choose their months from today's date: what to edit, and what to look out for, is in the comment at the top of each file.

\`\`\`sh
npm run query -- "$(cat dashboards/cookbook/01-who-spent-what.sql)"            # or -- --demo "$(…)"
npm run -s query -- --csv "$(cat dashboards/cookbook/17-customer-statement.sql)" > statement.csv
psql "$(npm run -s db -- url)" -f dashboards/cookbook/03-top-movers.sql
\`\`\`

Months and days are those of UTC+8. Amounts are exact; a forecast or a share is rounded, and says so. Amounts of two currencies are never added up.

The tests run every question on the demo's bills and compare this list with the answers; \`npx vitest run test/integration/dashboards.test.ts -u\` writes it anew.
`;

/** The cookbook's README: every question with the columns of its answer. */
export function renderCookbook(
  entries: readonly { readonly question: Question; readonly columns: readonly string[] }[],
): string {
  const list = entries.map(({ question: { file, question }, columns }, index) => {
    const names = columns.map((name) => `\`${name}\``).join(", ");
    const number = `${index + 1}. `;
    return `${number}[${question}](${file})<br>${names}\n`;
  });
  return `${INTRODUCTION}\n${list.join("")}`;
}
