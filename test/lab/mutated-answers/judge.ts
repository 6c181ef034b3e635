import type { Table } from "../../../src/domain/table.ts";
import type { AnswerScript } from "./answer-script.ts";
import { expectRecords } from "./expected-rows.ts";
import type { ExpectedRecord, ExpectedRow, ExpectedSlice } from "./expected-slice.ts";
import { missingList } from "./missing-list.ts";
import { Contradiction, replayPages } from "./replay-pages.ts";
import { Refused, Replay } from "./replay.ts";
import { DRIFT, FAILED, type Refusal, type Verdict } from "./verdict.ts";
import { WireNumber, type WireObject } from "./wire-json.ts";

/** What the warehouse knows of the slice before the answer comes. */
export type Before = {
  /** Rows that the slice has. */
  readonly rowCount: number;
  /** Members that the account's list showed last. */
  readonly members: readonly string[];
};

const RESTARTS_MAX = 3;

/** What has to become of a slice that is answered by `script`: the contract's rules, and nothing of the program's. */
export function judge(script: AnswerScript, before: Before): Verdict {
  const replay = new Replay(script);
  const restarts = { left: RESTARTS_MAX };
  const attempt = (): Attempt => walkConsistently(script, replay, restarts);
  let result = attempt();
  if (result.slice !== undefined && result.slice.rowCount === 0 && before.rowCount > 0) {
    // Only believed when it is said twice.
    const again = attempt();
    result = { ...again, refusals: [...result.refusals, ...again.refusals] };
  }
  return verdictOf(script, result, before);
}

type Attempt = {
  /** Undefined where the slice has to be refused. */
  readonly slice: ExpectedSlice | undefined;
  /** Reasons to refuse it; with a slice: reasons why it may have been refused before this was seen. */
  readonly refusals: readonly Refusal[];
};

function walkConsistently(
  script: AnswerScript,
  replay: Replay,
  restarts: { left: number },
): Attempt {
  const earlier: Refusal[] = [];
  for (;;) {
    const walk = walkOnce(script, replay);
    if (walk.contradiction === undefined) {
      return { slice: walk.slice, refusals: [...earlier, ...walk.refusals] };
    }
    // A page may have been refused before the pages after it contradicted it.
    earlier.push(...walk.refusals);
    if (restarts.left === 0) {
      return { slice: undefined, refusals: [...earlier, { by: FAILED, names: ["contradict"] }] };
    }
    restarts.left -= 1;
  }
}

type Walk = Attempt & { readonly contradiction: Contradiction | undefined };

function walkOnce({ honest, pageSize }: AnswerScript, replay: Replay): Walk {
  const { stream, uin, month } = honest;
  const records: ExpectedRecord[] = [];
  const refusals: Refusal[] = [];
  const take = (fields: WireObject): void => {
    const read = readAnswer(honest.stream, fields, { uin, month });
    records.push(...read.records);
    refusals.push(...read.refusals);
  };
  let contradiction: Contradiction | undefined;
  try {
    for (const request of honest.answers.keys()) {
      const { paging } = stream;
      if (paging === undefined) {
        take(replay.ask({ request, page: 1, size: 0 }));
      } else {
        const mayGrow = month === undefined;
        replayPages(replay, { request, paging, size: pageSize, mayGrow, onAnswer: take });
      }
    }
  } catch (error) {
    if (error instanceof Refused) {
      refusals.push(error.refusal);
    } else if (error instanceof Contradiction) {
      contradiction = error;
    } else {
      throw error;
    }
  }
  refusals.push(...repeatedKeys(honest.stream, records));
  const slice = refusals.length === 0 ? { records, rowCount: records.length } : undefined;
  return { slice, refusals, contradiction };
}

type About = { readonly uin: string; readonly month: string | undefined };
type Stream = AnswerScript["honest"]["stream"];

function readAnswer(
  stream: Stream,
  fields: WireObject,
  about: About,
): ReturnType<typeof expectRecords> {
  const list = stream.tables[0]?.place.list;
  const missing = list === undefined ? [] : missingList(fields, list);
  const ready = readyRefusal(stream, fields);
  const read = expectRecords(stream, fields, about);
  return { ...read, refusals: [...read.refusals, ...missing, ...ready] };
}

function readyRefusal({ readyField }: Stream, fields: WireObject): readonly Refusal[] {
  const ready = readyField === undefined ? undefined : fields.get(readyField);
  if (ready === undefined || ready === null) {
    return [];
  }
  const text = ready instanceof WireNumber ? ready.text : ready;
  if (typeof text !== "string" || !/^[0-9]{1,3}$/.test(text)) {
    return [{ by: DRIFT, names: [readyField ?? ""] }];
  }
  return Number(text) === 0 ? [{ by: "NotReadyError", names: ["prepared"] }] : [];
}

// Tables without ordinals and line ids have one row a key.
function repeatedKeys({ tables }: Stream, records: readonly ExpectedRecord[]): readonly Refusal[] {
  return tables.flatMap((table, index) => {
    if (table.mode !== "replace" || table.line !== undefined || table.ordinal !== undefined) {
      return [];
    }
    const rows: readonly ExpectedRow[] =
      index === 0
        ? records.map(({ row }) => row)
        : records.flatMap(({ within }) => within[index - 1] ?? []);
    const keys = rows.map((row) => JSON.stringify(table.key.map((column) => row[column])));
    return new Set(keys).size < keys.length ? [{ by: DRIFT, names: ["key"] }] : [];
  });
}

function verdictOf(
  { honest }: AnswerScript,
  { slice, refusals }: Attempt,
  before: Before,
): Verdict {
  if (slice === undefined) {
    return { kind: "refused", refusals };
  }
  const [table] = honest.stream.tables;
  const refusal = table === undefined ? undefined : listRefusal(table, slice, before);
  if (refusal !== undefined) {
    return { kind: "refused", refusals: [refusal] };
  }
  const isUnsure = refusals.length > 0 || slice.records.some(isOdd);
  return { kind: isUnsure ? "either" : "loads", slice };
}

// A list that names nobody has lost its members; facts about nobody, the field that says about whom.
function listRefusal(
  { mode }: Table,
  { records }: ExpectedSlice,
  { members }: Before,
): Refusal | undefined {
  if (mode === "replace" || records.some(({ row }) => isMember(row["customer_uin"]))) {
    return undefined;
  }
  if (records.length > 0) {
    return { by: DRIFT, names: ["CustomerUin"] };
  }
  return mode === "roster" && members.length > 0
    ? { by: FAILED, names: ["list is empty"] }
    : undefined;
}

/** Who a list names: whatever is no UIN names nobody. */
export function isMember(uin: string | null | undefined): uin is string {
  return typeof uin === "string" && /^[1-9][0-9]*$/.test(uin);
}

const KEY_BYTES_MAX = 500;
const INDEXED = /_id$|^group_|_code$|_type$|_mode$|_uin$/;
const AMOUNT_DIGITS_MAX = 131_000;

// What the vendor never sends, and the loader may refuse: an Id that looks like one of our own marks, a
// key too long for an index, an amount that just fits and whose sum with others may not.
function isOdd({ row, lineId, within }: ExpectedRecord): boolean {
  const cells = [row, ...within.flat()].flatMap((one) => Object.entries(one));
  return [...cells, ["line_id", lineId] as const].some(
    ([column, value]) =>
      value !== null &&
      ((column === "line_id" && /#|^h1:/.test(value)) ||
        (INDEXED.test(column) && Buffer.byteLength(value) > KEY_BYTES_MAX) ||
        (value.length > AMOUNT_DIGITS_MAX && /^-?\d+$/.test(value))),
  );
}
