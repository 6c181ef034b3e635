import type { Stream } from "../../../src/domain/stream.ts";
import { readText } from "../../support/read-table.ts";
import type { HonestAnswer } from "./honest-answer.ts";
import { readHonestAnswers } from "./honest-answers.ts";
import { openLabDesk } from "./lab-desk.ts";
import { type CaseEnd, type LabCase, playCase } from "./play-case.ts";

/** Where cases are played: honest answers of all streams, and one desk for them. */
export type LabTable = AsyncDisposable & {
  /** How many honest answers the stream has. */
  readonly honestCount: (stream: string) => number;
  readonly play: (stream: string, lab: LabCase) => Promise<CaseEnd>;
  /** Slices that somebody still holds. */
  readonly openClaims: () => Promise<number>;
};

/** A database of its own, and every stream's honest answers. */
export async function openLabTable(streams: readonly Stream[]): Promise<LabTable> {
  const honest = await readHonestAnswers(streams);
  const byStream = Map.groupBy(honest, ({ stream }) => stream.name);
  const roster = one(byStream.get("customer"), 0);
  const months = new Set(honest.flatMap(({ month }) => month ?? []));
  const desk = await openLabDesk(streams, [...months]);
  return {
    honestCount: (stream) => byStream.get(stream)?.length ?? 0,
    play: async (stream, lab) =>
      await playCase(desk, lab, { honest: one(byStream.get(stream), lab.honest), roster }),
    openClaims: async () => {
      const claimed = await readText(
        desk.pool,
        "select from billing_ops.slice where claimed_by is not null",
      );
      return claimed.length;
    },
    [Symbol.asyncDispose]: async () => await desk[Symbol.asyncDispose](),
  };
}

function one(answers: readonly HonestAnswer[] | undefined, index: number): HonestAnswer {
  const answer = answers?.[index % Math.max(answers.length, 1)];
  if (answer === undefined) {
    throw new RangeError("the stream has no honest answer");
  }
  return answer;
}
