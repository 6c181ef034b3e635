import type { Column } from "../../../src/domain/column.ts";
import { canonical, isStorable, isStorableText } from "./comparable-json.ts";
import { epochOfUtc8 } from "./expected-time.ts";
import { plainDigits } from "./plain-digits.ts";
import { isWireList, type WireJson, WireNumber, WireObject } from "./wire-json.ts";

/**
 * What a column must hold for what was sent, as a comparable text (see `canonical` for JSON; whole
 * epoch seconds for times); and the raw text where it says more.
 */
export type ExpectedValue =
  | { readonly value: string | null; readonly raw?: string }
  /** The slice has to be refused. */
  | "drift";

const NOTHING: ReadonlySet<string> = new Set(["", "-"]);

/** The rules of the contract for values, kind by kind. */
export function expectValue(column: Column, sent: WireJson | undefined): ExpectedValue {
  if (sent === undefined && column.required === true) {
    return "drift";
  }
  if (sent === undefined || sent === null) {
    return { value: column.kind === "code" ? "" : null };
  }
  if (column.kind === "json") {
    return expectNested(sent);
  }
  const text = sent instanceof WireNumber && column.kind !== "time" ? sent.text : sent;
  return typeof text === "string" && isStorableText(text)
    ? EXPECT_BY_KIND[column.kind](text)
    : "drift";
}

const EXPECT_BY_KIND: Readonly<
  Record<Exclude<Column["kind"], "json">, (text: string) => ExpectedValue>
> = {
  text: (text) => ({ value: text }),
  code: (text) => ({ value: text }),
  identifier: (text) => ({ value: text.trim() }),
  integer: expectInteger,
  decimal: expectDecimal,
  time: expectTime,
};

function expectNested(sent: WireJson): ExpectedValue {
  const isNested = sent instanceof WireObject || isWireList(sent);
  return isNested && isStorable(sent) ? { value: canonical(sent) } : "drift";
}

function expectInteger(text: string): ExpectedValue {
  const digits = text.trim();
  if (NOTHING.has(digits)) {
    return { value: null, raw: text };
  }
  return /^-?[0-9]{1,18}$/.test(digits) ? { value: BigInt(digits).toString() } : "drift";
}

function expectDecimal(text: string): ExpectedValue {
  if (NOTHING.has(text)) {
    return { value: null, raw: text };
  }
  const digits = /^-?(?:0|[1-9])(?:$|[0-9.eE])/.test(text) ? plainDigits(text) : undefined;
  if (digits === undefined || /^-?0[0-9]/.test(text)) {
    return "drift";
  }
  return digits === text ? { value: digits } : { value: digits, raw: text };
}

function expectTime(text: string): ExpectedValue {
  if (NOTHING.has(text) || text.startsWith("0000-00-00")) {
    return { value: null, raw: text };
  }
  const epoch = epochOfUtc8(text);
  return epoch === undefined ? "drift" : { value: epoch };
}
