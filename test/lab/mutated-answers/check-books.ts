import { readText } from "../../support/read-table.ts";
import type { AnswerScript } from "./answer-script.ts";
import type { ExpectedSlice } from "./expected-slice.ts";
import { isMember } from "./judge.ts";
import { classOf, type LabDesk, type PlayedEnd } from "./lab-desk.ts";
import { sumOf, withoutEndZeros } from "./plain-digits.ts";
import type { Verdict } from "./verdict.ts";

/** What bookkeeping says of a slice; columns that a case says nothing about are left out. */
type Book = Readonly<Record<string, string | null>>;

const STATUS_OF: Readonly<Record<string, string>> = {
  "SliceError forbidden": "forbidden",
  NotReadyError: "not_ready",
};

/** What bookkeeping says that is not so; undefined where all of it is true. */
export async function bookProblem(
  desk: LabDesk,
  account: string,
  played: { readonly script: AnswerScript; readonly verdict: Verdict; readonly end: PlayedEnd },
): Promise<string | undefined> {
  const [row] = await readText(
    desk.pool,
    `select status, row_count, amount, claimed_by, error_message
     from billing_ops.slice where account = $1 and stream = $2`,
    [account, played.script.honest.stream.name],
  );
  const amount = row?.["amount"] ?? null;
  const told: Book = { ...row, amount: amount === null ? null : withoutEndZeros(amount) };
  const wrong = Object.entries(expectedBook(played)).find(([name, value]) => told[name] !== value);
  return wrong === undefined
    ? undefined
    : `bookkeeping says ${JSON.stringify(told).slice(0, 500)}, and not ${JSON.stringify(wrong).slice(0, 500)}`;
}

function expectedBook({
  script,
  verdict,
  end: { status, error },
}: {
  readonly script: AnswerScript;
  readonly verdict: Verdict;
  readonly end: PlayedEnd;
}): Book {
  if (status === "unfinished") {
    return { claimed_by: null };
  }
  if (error === undefined && verdict.kind !== "refused") {
    const rowCount = countOf(script, verdict.slice);
    return {
      status: rowCount === 0 ? "empty" : "loaded",
      row_count: String(rowCount),
      amount: amountOf(script, verdict.slice),
      claimed_by: null,
      error_message: null,
    };
  }
  return {
    status: STATUS_OF[classOf(error)] ?? "failed",
    claimed_by: null,
    error_message: error instanceof Error ? error.message : null,
  };
}

/** Rows of a bill are its records; of a list of members, who is on it. */
function countOf({ honest }: AnswerScript, { rowCount, records }: ExpectedSlice): number {
  return honest.stream.tables[0]?.mode === "roster"
    ? new Set(records.map(({ row }) => row["customer_uin"]).filter(isMember)).size
    : rowCount;
}

/** The sum of the first table's amounts; null where it has none. */
function amountOf({ honest }: AnswerScript, { records }: ExpectedSlice): string | null {
  const column = honest.stream.tables[0]?.amount;
  return column === undefined ? null : sumOf(records.flatMap(({ row }) => row[column] ?? []));
}
