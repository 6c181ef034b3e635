import { type Arbitrary, constantFrom, string } from "fast-check";

const SINGLE = "<>&\"'`/\\!-=;{}$ a\n\u0000\u2028\u202E".split("");

/** Text of what means something to parsers of HTML, JSON and scripts, and of what is hard to keep. */
export const hostileText: Arbitrary<string> = string({
  unit: constantFrom(...SINGLE, "</script>", "<!--", "]]>", "&lt;", "🦀"),
  maxLength: 40,
});
