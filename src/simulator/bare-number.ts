declare global {
  interface JSON {
    /** ECMAScript's JSON.parse source text access, in Node since 22: TypeScript's library does not know it yet. */
    rawJSON(text: string): object;
  }
}

/** A JSON number that keeps the digits of its text: 333.00000000, or a role id above 2^53. */
export function bareNumber(digits: string): object {
  return JSON.rawJSON(digits);
}
