import type { Stream } from "../../../src/domain/stream.ts";
import { type WireJson, WireNumber, WireObject } from "./wire-json.ts";

/** What a correct source would say about one slice: the answer to each of its requests, unpaged. */
export type HonestAnswer = {
  readonly title: string;
  readonly stream: Stream;
  readonly uin: string;
  readonly month: string | undefined;
  readonly tagKeys: readonly string[];
  readonly customerUins: readonly string[];
  /** The fields of `Response`, by request; a paged list is there whole. */
  readonly answers: readonly WireObject[];
};

/** The list that a stream's records lie in; undefined where the answer itself is the record. */
export function listField({ tables }: Stream): string | undefined {
  return tables[0]?.place.list;
}

/** The records of an honest answer. */
export function recordsOf(stream: Stream, answer: WireObject): readonly WireJson[] {
  const list = answer.get(listField(stream) ?? "");
  return Array.isArray(list) ? list : [];
}

/**
 * The bill as an earlier night found it, one record shorter and its first amount another, so that the
 * answer under test has something to change.
 */
export function earlierAnswer(honest: HonestAnswer): HonestAnswer {
  const { stream } = honest;
  const list = listField(stream);
  const answers = honest.answers.map((answer) => {
    if (list === undefined) {
      return answer.with("TotalCost", new WireNumber("0.5"));
    }
    const [first, ...rest] = recordsOf(stream, answer);
    const records = first === undefined ? [] : [otherAmount(first), ...rest.slice(0, -1)];
    const total = answer.get(stream.paging?.totalField ?? "");
    return total === undefined || stream.paging === undefined
      ? answer.with(list, records)
      : answer.with(list, records).with(stream.paging.totalField, countLike(total, records.length));
  });
  return { ...honest, title: `${honest.title}, a night before`, answers };
}

/** A count in the way that another was sent: as number or as text. */
export function countLike(total: WireJson, count: number): WireJson {
  return typeof total === "string" ? String(count) : new WireNumber(String(count));
}

function otherAmount(record: WireJson): WireJson {
  return record instanceof WireObject && record.get("OriginalCost") !== undefined
    ? record.with("OriginalCost", "0.50")
    : record;
}
