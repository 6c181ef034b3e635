import type { AnswerScript } from "./answer-script.ts";
import { LAB_NOW } from "./honest-answers.ts";
import { readServed } from "./read-served.ts";
import type { Refusal } from "./verdict.ts";
import type { WireObject } from "./wire-json.ts";

/** The slice has to be refused, for good: another walk would not help. */
export class Refused extends Error {
  readonly refusal: Refusal;

  constructor(refusal: Refusal) {
    super(`refused: ${refusal.by} ${refusal.names.join(" or ")}`);
    this.refusal = refusal;
  }
}

/** The API says that this page would be too large. */
export class TooLarge extends Refused {}

type Question = { readonly request: number; readonly page: number; readonly size: number };

/** Asks a script what a client asks the server, and keeps to the rules for asking again. */
export class Replay {
  readonly #script: AnswerScript;
  readonly #asked = new Map<string, number>();

  constructor(script: AnswerScript) {
    this.#script = script;
  }

  /** The fields that an answer ends up with. Throws `Refused`. */
  ask({ request, page, size }: Question): WireObject {
    const key = `${request}/${page}/${size}`;
    for (let tries = 1; ; tries += 1) {
      const nth = this.#asked.get(key) ?? 0;
      this.#asked.set(key, nth + 1);
      const served = this.#script.answer({ request, page, size, nth });
      const date = Date.parse(served.headers["date"] ?? "");
      const reading = readServed(served, Number.isNaN(date) ? 0 : date - LAB_NOW);
      switch (reading.kind) {
        case "answer":
          return reading.fields;
        case "refused":
          throw new Refused(reading.refusal);
        case "halve":
          throw new TooLarge(reading.refusal);
        case "again":
          if (tries >= reading.times) {
            throw new Refused(reading.refusal);
          }
      }
    }
  }
}
