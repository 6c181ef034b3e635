import { ANSWER_MUTATIONS } from "./answer-mutations.ts";
import { FIELD_MUTATIONS } from "./field-mutations.ts";
import { type HonestAnswer, listField, recordsOf } from "./honest-answer.ts";
import { LAB_NOW } from "./honest-answers.ts";
import type { Mutation } from "./mutation.ts";
import type { Served } from "./served.ts";
import { type WireJson, writeWireJson, WireObject } from "./wire-json.ts";
import { WIRE_MUTATIONS } from "./wire-mutations.ts";

/** What is asked of the server: which of the slice's requests, which page in which size, for the how manieth time. */
export type Asked = {
  readonly request: number;
  readonly page: number;
  readonly size: number;
  /** From 0. */
  readonly nth: number;
  /** The customers asked about, where a call names them; all of the slice's where absent. */
  readonly members?: readonly string[];
};

export type ScriptOptions = {
  readonly mutations: readonly Mutation[];
  /** Which page of all the slice's pages is not as it should be; taken modulo what there is. */
  readonly target: number;
  /** All pages are; only where it is not once. */
  readonly everywhere: boolean;
  /** Only the first time that it is asked for. */
  readonly once: boolean;
  readonly pageSize: number;
};

const HONEST: ScriptOptions = {
  mutations: [],
  target: 0,
  everywhere: false,
  once: false,
  pageSize: 200,
};

/** A server's answers about one slice, decided beforehand: the same question gets the same answer. */
export class AnswerScript {
  readonly honest: HonestAnswer;
  readonly pageSize: number;
  readonly #options: ScriptOptions;
  readonly #target: { readonly request: number; readonly page: number };

  constructor(honest: HonestAnswer, options: Partial<ScriptOptions> = {}) {
    this.honest = honest;
    this.#options = { ...HONEST, ...options };
    this.pageSize = this.#options.pageSize;
    const pages = honest.answers.flatMap((answer, request) =>
      Array.from({ length: this.#pageCount(answer) }, (_, index) => ({ request, page: index + 1 })),
    );
    this.#target = pages[this.#options.target % Math.max(pages.length, 1)] ?? {
      request: 0,
      page: 1,
    };
  }

  answer({ nth, ...asked }: Asked): Served {
    const { request, page, size } = asked;
    const { mutations, everywhere, once } = this.#options;
    // Which pages were asked for once already depends on how many are asked for ahead, so once means one.
    const isTarget =
      (everywhere && !once) || (request === this.#target.request && page === this.#target.page);
    const isMutated = isTarget && size === this.#size() && (nth === 0 || !once);
    return this.#serve(asked, isMutated ? mutations : []);
  }

  #serve(asked: Omit<Asked, "nth">, mutations: readonly Mutation[]): Served {
    const fields = mutations.reduce<WireObject>(
      (value, mutation) => {
        const mutate = FIELD_MUTATIONS[mutation.kind] ?? ANSWER_MUTATIONS[mutation.kind];
        return mutate?.(value, mutation, this.honest) ?? value;
      },
      this.#fields(asked, mutations),
    );
    const served: Served = {
      status: 200,
      headers: {
        "content-type": "application/json",
        date: new Date(LAB_NOW + this.#skewMs(mutations)).toUTCString(),
      },
      body: Buffer.from(`{"Response":${writeWireJson(fields)}}`, "utf8"),
      end: "whole",
    };
    return mutations.reduce<Served>(
      (value, mutation) => WIRE_MUTATIONS[mutation.kind]?.(value, mutation) ?? value,
      served,
    );
  }

  /** `another page`: what belongs on another page, as a source answers that ignores the page's number. */
  #fields(asked: Omit<Asked, "nth">, mutations: readonly Mutation[]): WireObject {
    const { request, page, size, members } = asked;
    const answer = this.honest.answers[request];
    const { stream } = this.honest;
    const list = listField(stream);
    if (answer === undefined) {
      throw new RangeError(`the slice has no request ${request}`);
    }
    if (members !== undefined && list !== undefined) {
      return answer.with(
        list,
        recordsOf(stream, answer).filter((record) => isAbout(record, members)),
      );
    }
    if (stream.paging === undefined || list === undefined) {
      return answer;
    }
    const other = mutations.find(({ kind }) => kind === "another page");
    const shown = other === undefined ? page : 1 + (other.pick % (this.#pageCount(answer) + 1));
    const records = recordsOf(stream, answer).slice((shown - 1) * size, shown * size);
    return records.length === 0 && answer.get(list) === undefined
      ? answer
      : answer.with(list, records);
  }

  #size(): number {
    return this.honest.stream.paging === undefined ? 0 : this.pageSize;
  }

  #pageCount(answer: WireObject): number {
    return this.#size() === 0
      ? 1
      : Math.max(1, Math.ceil(recordsOf(this.honest.stream, answer).length / this.#size()));
  }

  #skewMs(mutations: readonly Mutation[]): number {
    const clock = mutations.find(({ kind }) => kind === "server clock");
    return clock === undefined
      ? 0
      : ([400_000, -400_000, 290_000, -290_000][clock.choice % 4] ?? 0);
  }
}

function isAbout(record: WireJson, members: readonly string[]): boolean {
  const uin = record instanceof WireObject ? record.get("CustomerUin") : undefined;
  return typeof uin === "string" && members.includes(uin.trim());
}
