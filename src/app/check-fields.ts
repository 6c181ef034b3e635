import type { Database } from "../warehouse/postgres/open-database.ts";
import { type KeptFields, readUnknownFields } from "../warehouse/postgres/read-unknown-fields.ts";
import type { Finding } from "./doctor-report.ts";

const NAMED_MAX = 5;

/** Whether the API sends fields that this version has no column for. Needs the schema; writes nothing. */
export async function checkFields(database: Database): Promise<readonly Finding[]> {
  return fieldFindings(await readUnknownFields(database));
}

/** What is to be said of fields that loads kept in `extra`. Pure. */
export function fieldFindings({ unknown }: KeptFields): readonly Finding[] {
  const base = { area: "database", subject: "fields", exitCode: 0 } as const;
  if (unknown.length === 0) {
    return [{ ...base, verdict: "ok", message: "every field that was loaded has its place" }];
  }
  const names = [...new Set(unknown.map(({ field }) => field))];
  const shown = names.slice(0, NAMED_MAX).join(", ");
  const more = names.length - NAMED_MAX;
  return [
    {
      ...base,
      streams: [...new Set(unknown.map(({ stream }) => stream))],
      verdict: "note",
      message: `the API sends what this version does not know: ${shown}${more > 0 ? ` and ${more} more` : ""}`,
      hint: "nothing is lost, extra keeps it (npm run status counts it): update Billhouse, or report it to its makers",
    },
  ];
}
