import { BillhouseError } from "../../../src/domain/errors.ts";
import { readText } from "../../support/read-table.ts";
import { AnswerScript, type ScriptOptions } from "./answer-script.ts";
import { bookProblem } from "./check-books.ts";
import { compareSlice } from "./compare-slice.ts";
import { earlierAnswer, type HonestAnswer } from "./honest-answer.ts";
import { type Before, judge } from "./judge.ts";
import { classOf, type LabDesk, type PlayedEnd } from "./lab-desk.ts";
import { readSliceRows, readUntouched } from "./slice-rows.ts";
import type { Verdict } from "./verdict.ts";

/** One answer of the lab: what is honest, and what becomes of it. */
export type LabCase = ScriptOptions & {
  /** Which of a stream's honest answers. */
  readonly honest: number;
  /** Whether a good version was loaded the night before. */
  readonly hasEarlier: boolean;
  /** Whether the honest answer comes the night after. */
  readonly thenHonest: boolean;
};

/** How it ended: `loaded`, or the class of the refusal. */
export type CaseEnd = { readonly ended: string };

/** Plays a case and throws an `Error` that tells all about it where the program does not keep its promises. */
export async function playCase(
  desk: LabDesk,
  lab: LabCase,
  { honest, roster }: { readonly honest: HonestAnswer; readonly roster: HonestAnswer },
): Promise<CaseEnd> {
  const account = desk.newAccount();
  const isEnriching = honest.stream.tables[0]?.mode === "enrich";
  if (isEnriching) {
    await playHonestly(desk, account, roster);
  }
  if (lab.hasEarlier) {
    await playHonestly(desk, account, earlierAnswer(honest));
  }
  const script = new AnswerScript(honest, lab);
  const { ended } = await playAndCheck(desk, account, script);
  if (lab.thenHonest && ended !== "loaded") {
    await playHonestly(desk, account, honest);
  }
  return { ended };
}

async function playHonestly(desk: LabDesk, account: string, honest: HonestAnswer): Promise<void> {
  const { ended } = await playAndCheck(desk, account, new AnswerScript(honest));
  if (ended !== "loaded") {
    throw new Error(`the honest answer (${honest.title}) ended as ${ended}`);
  }
}

async function playAndCheck(
  desk: LabDesk,
  account: string,
  script: AnswerScript,
): Promise<CaseEnd> {
  const { stream } = script.honest;
  const before = await readBefore(desk, account, script);
  const untouched = await readUntouched(desk.pool, stream, account);
  const verdict = judge(script, before);
  const end = await desk.play(account, script);
  const isLoaded = end.status === "loaded" || end.status === "empty";
  const problem =
    (isLoaded
      ? await loadProblem(desk, account, { script, verdict, before })
      : refusalProblem(verdict, end)) ??
    (!isLoaded && untouched !== (await readUntouched(desk.pool, stream, account))
      ? "a refused answer has changed rows"
      : await bookProblem(desk, account, { script, verdict, end }));
  if (problem !== undefined) {
    throw new Error(report({ script, verdict, end, problem }), { cause: end.error });
  }
  return { ended: isLoaded ? "loaded" : classOf(end.error) };
}

async function readBefore(
  desk: LabDesk,
  account: string,
  { honest }: AnswerScript,
): Promise<Before> {
  const { pool } = desk;
  const [slice] = await readText(
    pool,
    "select row_count from billing_ops.slice where account = $1 and stream = $2",
    [account, honest.stream.name],
  );
  const members = await readText(
    pool,
    "select customer_uin from billing.customer where account = $1 and unbound_at is null",
    [account],
  );
  return {
    rowCount: Number(slice?.["row_count"] ?? 0),
    members: members.flatMap(({ customer_uin }) => customer_uin ?? []),
  };
}

type Judged = { readonly script: AnswerScript; readonly verdict: Verdict };

async function loadProblem(
  desk: LabDesk,
  account: string,
  { script, verdict, before }: Judged & { readonly before: Before },
): Promise<string | undefined> {
  if (verdict.kind === "refused") {
    return "it was loaded";
  }
  const { stream, uin, month } = script.honest;
  const tables = await readSliceRows(desk.pool, stream, account);
  return compareSlice(stream, verdict.slice, { tables, uin, month, members: before.members });
}

function refusalProblem(verdict: Verdict, { status, error }: PlayedEnd): string | undefined {
  if (!(error instanceof BillhouseError)) {
    return `it ended as ${status} with no error of ours`;
  }
  if (verdict.kind === "loads") {
    return "an honest answer was refused";
  }
  const isForeseen =
    verdict.kind === "either" ||
    verdict.refusals.some(
      ({ by, names }) =>
        by === classOf(error) && names.some((name) => error.message.includes(name)),
    );
  const isStorable = !error.message.includes("\u0000") && error.message.length < 1_000;
  if (!isForeseen) {
    return "it was refused in another way";
  }
  return isStorable ? undefined : "its message is too long, or none that a table can hold";
}

function report({
  script,
  verdict,
  end,
  problem,
}: Judged & { readonly end: PlayedEnd; readonly problem: string }): string {
  const { honest, pageSize } = script;
  const served = script.answer({
    request: 0,
    page: 1,
    size: honest.stream.paging === undefined ? 0 : pageSize,
    nth: 0,
  });
  const message = end.error instanceof Error ? end.error.message.slice(0, 400) : String(end.error);
  return [
    `${honest.stream.name}, ${honest.title}: ${problem}`,
    `  it ended as ${end.status}, ${classOf(end.error)}: ${message}`,
    `  it had to be ${verdict.kind === "refused" ? `refused: ${JSON.stringify(verdict.refusals.slice(0, 5))}` : verdict.kind}`,
    `  page 1: HTTP ${served.status} ${JSON.stringify(served.body.toString("utf8").slice(0, 1500))}`,
  ].join("\n");
}
