import { type Member, type WireJson, WireNumber, WireObject } from "./wire-json.ts";

/** What a JSON text says. */
export type WireReading = { readonly value: WireJson };

type Open = { readonly items: WireJson[] } | { readonly members: Member[]; name: string };

const BLANKS = /[ \t\n\r]*/y;
const NUMBER = /-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?/y;
// U+0000 to U+001F must be escaped; written as a property because a bare control character is no pattern.
const STRING =
  /"[^"\\\p{Cc}]*(?:(?:\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4})|[\u007f-\u009f])[^"\\\p{Cc}]*)*"/uy;
const WORDS: ReadonlyMap<string, WireJson> = new Map<string, WireJson>([
  ["null", null],
  ["true", true],
  ["false", false],
]);
const WORD = /[a-z]+/y;

/** Reads JSON by the letter of RFC 8259; undefined for what is none. No depth is too much for it. */
export function readWireJson(text: string): WireReading | undefined {
  try {
    return new Reader(text).read();
  } catch (error) {
    if (error instanceof NoJson) {
      return undefined;
    }
    throw error;
  }
}

class NoJson extends Error {}

class Reader {
  readonly #text: string;
  readonly #open: Open[] = [];
  #at = 0;

  constructor(text: string) {
    this.#text = text;
  }

  read(): WireReading {
    for (;;) {
      let value = this.#begin();
      while (value !== undefined) {
        const around = this.#open.at(-1);
        if (around === undefined) {
          this.#take(BLANKS);
          if (this.#at < this.#text.length) {
            throw new NoJson();
          }
          return { value };
        }
        value = this.#put(around, value);
      }
    }
  }

  /** A value without parts, or undefined after the beginning of one with parts. */
  #begin(): WireJson | undefined {
    this.#take(BLANKS);
    const next = this.#text[this.#at];
    if (next === "[" || next === "{") {
      this.#at += 1;
      if (this.#skip(next === "[" ? "]" : "}")) {
        return next === "[" ? [] : new WireObject([]);
      }
      this.#open.push(next === "[" ? { items: [] } : { members: [], name: this.#name() });
      return undefined;
    }
    return this.#scalar(next);
  }

  #scalar(next: string | undefined): WireJson {
    if (next === '"') {
      return JSON.parse(this.#take(STRING)) as string;
    }
    if (next !== undefined && /[-0-9]/.test(next)) {
      return new WireNumber(this.#take(NUMBER));
    }
    const word = WORDS.get(this.#take(WORD));
    if (word === undefined) {
      throw new NoJson();
    }
    return word;
  }

  /** Adds a part; the whole where that was its last one, else undefined. */
  #put(around: Open, value: WireJson): WireJson | undefined {
    if ("items" in around) {
      around.items.push(value);
    } else {
      around.members.push([around.name, value]);
    }
    if (this.#skip(",")) {
      if ("name" in around) {
        around.name = this.#name();
      }
      return undefined;
    }
    if (!this.#skip("items" in around ? "]" : "}")) {
      throw new NoJson();
    }
    this.#open.pop();
    return "items" in around ? around.items : new WireObject(around.members);
  }

  #name(): string {
    this.#take(BLANKS);
    const name = JSON.parse(this.#take(STRING)) as string;
    if (!this.#skip(":")) {
      throw new NoJson();
    }
    return name;
  }

  #skip(mark: string): boolean {
    this.#take(BLANKS);
    const isNext = this.#text.startsWith(mark, this.#at);
    this.#at += isNext ? mark.length : 0;
    return isNext;
  }

  #take(pattern: RegExp): string {
    pattern.lastIndex = this.#at;
    const found = pattern.exec(this.#text)?.[0];
    if (found === undefined) {
      throw new NoJson();
    }
    this.#at += found.length;
    return found;
  }
}
