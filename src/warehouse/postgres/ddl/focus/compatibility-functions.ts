import { type Kysely, sql } from "kysely";

type Compatibility = {
  /** Name and argument types, as COMMENT and DROP name it. */
  readonly signature: string;
  readonly declaration: string;
  readonly body: string;
  readonly meaning: string;
};

// The zone is the bill's, not the session's: in UTC the month that a billing period begins in is the
// one before.
const partOf = (part: "month" | "year"): readonly Compatibility[] => [
  {
    signature: `focus.${part}(timestamptz)`,
    declaration: `focus.${part}(instant timestamptz) returns integer`,
    body: `extract(${part} from instant at time zone 'Asia/Shanghai')::integer`,
    meaning: `The calendar ${part} of an instant in UTC+8, as a number: what FOCUS use cases call ${part.toUpperCase()}().`,
  },
  {
    signature: `focus.${part}(timestamp)`,
    declaration: `focus.${part}(clock timestamp) returns integer`,
    body: `extract(${part} from clock)::integer`,
    meaning: `The calendar ${part} that a clock shows, as a number.`,
  },
  {
    signature: `focus.${part}(date)`,
    declaration: `focus.${part}(day date) returns integer`,
    body: `extract(${part} from day)::integer`,
    meaning: `The calendar ${part} of a day, as a number.`,
  },
];

const FUNCTIONS: readonly Compatibility[] = [
  ...partOf("month"),
  ...partOf("year"),
  {
    signature: "focus.json_extract(jsonb, text)",
    declaration: "focus.json_extract(document jsonb, path text) returns jsonb",
    body: "jsonb_path_query_first(document, path::jsonpath)",
    meaning:
      "What a document has at a path such as $.CoreCount; NULL where it has nothing there: what FOCUS use cases call JSON_EXTRACT().",
  },
  {
    signature: "focus.json_contains_path(jsonb, text, text[])",
    declaration:
      "focus.json_contains_path(document jsonb, one_or_all text, variadic paths text[]) returns boolean",
    body: `(select case lower(one_or_all)
        when 'one' then bool_or(jsonb_path_exists(document, path::jsonpath))
        when 'all' then bool_and(jsonb_path_exists(document, path::jsonpath)) end
      from unnest(paths) as path)`,
    meaning:
      "Whether a document has something at one, or at all, of the paths; NULL for a NULL document: what FOCUS use cases call JSON_CONTAINS_PATH().",
  },
];

/**
 * Creates the functions that the published FOCUS use cases call and PostgreSQL has not, for a session
 * with `search_path` focus, billing_mart, public.
 */
export async function createCompatibilityFunctions(db: Kysely<unknown>): Promise<void> {
  for (const { signature, declaration, body, meaning } of FUNCTIONS) {
    await sql`create function ${sql.raw(declaration)}
      language sql immutable parallel safe return ${sql.raw(body)}`.execute(db);
    await sql`comment on function ${sql.raw(signature)} is ${sql.lit(meaning)}`.execute(db);
  }
}

/** Drops what `createCompatibilityFunctions` created. */
export async function dropCompatibilityFunctions(db: Kysely<unknown>): Promise<void> {
  for (const { signature } of FUNCTIONS.toReversed()) {
    await sql`drop function ${sql.raw(signature)}`.execute(db);
  }
}
