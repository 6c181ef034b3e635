const LENGTH_MAX = 60;

/**
 * The beginning of a text from outside, in quotes and escaped: whatever it holds, a message with it fits
 * a line, and a table (PostgreSQL `text` has no room for U+0000).
 */
export function excerpt(text: string): string {
  return JSON.stringify(text.length > LENGTH_MAX ? `${text.slice(0, LENGTH_MAX)}…` : text);
}
