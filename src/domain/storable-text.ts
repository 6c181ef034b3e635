// JSON text escapes U+0000 and lone surrogates, so there they are looked for as escapes: a
// backslash that is not itself escaped, then the code.
const UNSTORABLE_ESCAPE = /(?<!\\)(?:\\\\)*\\u(?:0000|d[89a-f])/;

/** Whether PostgreSQL `text` can hold it: it has no U+0000, and a lone surrogate has no UTF-8 form. */
export function isStorableText(text: string): boolean {
  return !text.includes("\u0000") && text.isWellFormed();
}

/** The same for JSON text and `jsonb`. */
export function isStorableJson(text: string): boolean {
  return !UNSTORABLE_ESCAPE.test(text) && text.isWellFormed();
}
