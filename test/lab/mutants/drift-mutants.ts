import type { Mutant } from "./mutant.ts";

const RECORDS = "src/domain/decode-records.ts";
const COLUMN = "src/domain/column.ts";
const DECIMAL = "src/domain/plain-decimal.ts";
const MERGE = "src/warehouse/postgres/merge-sql.ts";
const CHECK = "src/pipeline/judge-difference.ts";

/** Guards against answers that no longer are, or never were, what the declarations say. */
export const DRIFT_MUTANTS: readonly Mutant[] = [
  {
    id: "unknown-fields-dropped",
    file: RECORDS,
    find: ".filter(([field]) => !known.has(field))",
    replace: ".filter(([field]) => known.size < 0 && !known.has(field))",
    why: "what the vendor adds is lost for good",
  },
  {
    id: "unknown-fields-uncounted",
    file: "src/warehouse/postgres/load-slice.ts",
    find: "const keeping = staged.extras === 0 ? tables.slice(1) : tables;",
    replace: "const keeping = tables.slice(1);",
    why: "nobody hears of fields that the vendor added",
  },
  {
    id: "missing-fields-are-null",
    file: COLUMN,
    find: "if (value === undefined && column.required === true) {",
    replace: 'if (value === "" && column.required === true) {',
    why: "an amount that is no longer sent becomes nothing",
  },
  {
    id: "any-type-is-text",
    file: COLUMN,
    find: '  if (typeof value !== "string") {',
    replace: "  if (value === null) {",
    why: "an object is stored where a name was",
  },
  {
    id: "any-list-is-empty",
    file: RECORDS,
    find: "if (!isJsonArray(list) || !list.every((item) => isJsonObject(item))) {",
    replace:
      "if (!isJsonArray(list)) { return []; } if (!list.every((item) => isJsonObject(item))) {",
    why: "a list that was renamed or nested empties a bill",
  },
  {
    id: "numbers-through-doubles",
    file: "src/source/tencent/lossless-json.ts",
    find: "new JsonNumber(context.source ?? String(value))",
    replace: "new JsonNumber(String(value))",
    why: "the last digits of an amount are gone",
  },
  {
    id: "amounts-through-doubles",
    file: DECIMAL,
    find: ": { digits, keepRaw: digits !== text };",
    replace: ": { digits: String(Number(digits)), keepRaw: digits !== text };",
    why: "the last digits of an amount are gone",
  },
  {
    id: "exponents-ignored",
    file: DECIMAL,
    find: "const exponent = Number(exponentText);",
    replace: "const exponent = 0 * Number(exponentText);",
    why: "1e-7 becomes 1",
  },
  {
    id: "raw-texts-dropped",
    file: RECORDS,
    find: "        raw[column.field] = result.raw;\n",
    replace: "",
    why: "nobody can tell what was sent instead of an amount",
  },
  {
    id: "amounts-guessed",
    file: DECIMAL,
    find: "return match === null ? undefined :",
    replace: 'return match === null ? text.replace(/[^0-9.]/g, "") :',
    why: "1,50 becomes 150",
  },
  {
    id: "times-rolled-over",
    file: "src/domain/utc8-time.ts",
    find: "parsed.toISOString().slice(0, 19) === asUtc.slice(0, 19)",
    replace: "parsed.toISOString().length > 0",
    why: "30 February is taken for a time, and PostgreSQL refuses the whole page",
  },
  {
    id: "unstorable-texts-sent",
    file: "src/domain/storable-text.ts",
    find: String.raw`return !text.includes("\u0000") && text.isWellFormed();`,
    replace: "return text.length >= 0;",
    why: "one bad character fails the COPY, in words that name no field",
  },
  {
    id: "repeated-ids-are-one-line",
    file: MERGE,
    find: "when n.ordinal > 1 then '#' || n.ordinal else '' end`;",
    replace: "when n.ordinal > 1 then '' else '' end`;",
    why: "a bill in which an Id repeats cannot be loaded",
  },
  {
    id: "vanished-rows-stay",
    file: MERGE,
    find: "where d.change = 'removed' and ${inScope(\"t\")}",
    replace: "where d.change = 'gone' and ${inScope(\"t\")}",
    why: "what was refunded is still charged",
  },
  {
    id: "nobody-ever-leaves",
    file: "src/warehouse/postgres/merge-roster.ts",
    find: "where t.account = $2 and t.unbound_at is null\n",
    replace: "where t.account = $2 and t.unbound_at is not null\n",
    why: "customers that left are asked for every night",
  },
  {
    id: "leavers-unplanned-at-once",
    file: "src/pipeline/plan-slices.ts",
    find: "(input.months.includes(month) || mayStillChange(customer, month)),",
    replace: "customer.unboundAt === undefined && mayStillChange(customer, month),",
    why: "the last bill of a customer that left is never loaded",
  },
  {
    id: "small-differences-match",
    file: CHECK,
    find: "  if (isZero(difference)) {",
    replace: "  if (isZero(difference.slice(0, 6))) {",
    why: "what is lost by rounding is lost without a word",
  },
  {
    id: "running-month-compared",
    file: CHECK,
    find: "if (difference === null || isRunning) {",
    replace: "if (difference === null) {",
    why: "every night ends with a mismatch that is none",
  },
  {
    id: "all-pages-at-once",
    file: "src/source/tencent/read-pages.ts",
    find: "      ahead.fetchUpTo(Math.min(walk.promisedPages, ahead.taken + request.window));\n      yield",
    replace: "      ahead.fetchUpTo(walk.promisedPages);\n      yield",
    why: "a bill of a million lines is in memory at once",
  },
  {
    id: "new-ids-are-new-lines",
    file: "src/warehouse/postgres/merge-replace.ts",
    find: "if (rows[0]?.is_rekeyed === true) {",
    replace: "if (rows[0]?.is_rekeyed === null) {",
    why: "a million journal entries say that every line was removed and came back",
  },
];
