import { readdir, readFile } from "node:fs/promises";
import { basename, join } from "node:path";
import type { FocusVersion } from "./focus-facts.ts";

const FOLDER = join(import.meta.dirname, "../fixtures/focus/use-cases");

/** A question of the FOCUS Foundation's use-case library, answered in SQL. */
export type UseCase = {
  readonly name: string;
  readonly question: string;
  /** The version that it can be asked of; both where undefined. */
  readonly version: FocusVersion | undefined;
  /** The values of its question marks. */
  readonly values: readonly unknown[];
  /** Why it has no answer on the partner's lines; undefined where it has one. */
  readonly nothing: string | undefined;
  /** On the table `focus_data_table`. */
  readonly sql: string;
};

/** Every use case in a folder, test/fixtures/focus/use-cases by default, in the order of the names. */
export async function readUseCases(folder = FOLDER): Promise<readonly UseCase[]> {
  const files = (await readdir(folder)).filter((file) => file.endsWith(".sql")).toSorted();
  return Promise.all(files.map(async (file) => await readUseCase(join(folder, file))));
}

/** The query for a view, with numbered parameters. */
export function queryOn(view: string, { sql }: UseCase): string {
  let parameter = 0;
  return sql.replaceAll("focus_data_table", view).replaceAll("?", () => {
    parameter += 1;
    return `$${parameter}`;
  });
}

async function readUseCase(file: string): Promise<UseCase> {
  const text = await readFile(file, "utf8");
  const header = new Map(
    [...text.matchAll(/^-- (\w+): (.*)$/gm)].map(([, key = "", value = ""]) => [key, value]),
  );
  const version = header.get("version");
  const values: unknown = JSON.parse(header.get("with") ?? "[]");
  if (
    !Array.isArray(values) ||
    (version !== undefined && version !== "1.2" && version !== "1.4") ||
    header.get("question") === undefined
  ) {
    throw new TypeError(`${file} does not say what it asks of which version, and with what`);
  }
  return {
    name: basename(file, ".sql"),
    question: header.get("question") ?? "",
    version,
    values,
    nothing: header.get("nothing"),
    sql: text.replaceAll(/^--.*\n/gm, ""),
  };
}
