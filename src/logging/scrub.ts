/**
 * Secrets shorter than this are not looked for: `root` would eat half of the ordinary words. What
 * stands where a credential stands (see `PATTERNS`) is hidden whatever its length.
 */
const SECRET_LENGTH_MIN = 6;

const MASK = "***";

/** What is hidden even where the secret itself is unknown: the text that each pattern's first group matches. */
const PATTERNS: readonly RegExp[] = [
  // The authorization header, also as part of a URL or of JSON. A cut one is no less telling.
  /Signature(?:=|%3D)([0-9a-f]{16,})/dgi,
  /Credential(?:=|%3D)([^\s/,;"'\\%]+)/dgi,
  // A raw `@` or `/` in a password is common: up to the last `@` of the word.
  /postgres(?:ql)?:\/\/[^\s:@/?#"]*:([^\s"]*)@/dgi,
  /\b[a-z][a-z0-9+.-]*:\/\/[^\s:@/?#"]*:([^\s"/?#]*)@/dgi,
  /\b(?:ssl)?password=('[^'"\\]*'|[^\s&"'\\;]+)/dgi,
];

/**
 * Makes the function that every output passes: it replaces by `***` each of the secrets, also
 * URL-encoded or as part of JSON (twice nested), and what looks like a signature, a credential's id
 * or the password in a URL. Repeating it changes nothing more.
 */
export function createScrubber(secrets: readonly string[]): (text: string) => string {
  const forms = new Set(
    secrets.filter((secret) => secret.length >= SECRET_LENGTH_MIN).flatMap(formsOf),
  );
  return (text) => {
    const ranges = [...forms].flatMap((form) => rangesOf(text, form));
    for (const pattern of PATTERNS) {
      for (const match of text.matchAll(pattern)) {
        ranges.push(match.indices?.[1] ?? [match.index, match.index + match[0].length]);
      }
    }
    return ranges.length === 0 ? text : masked(text, ranges);
  };
}

type Range = readonly [start: number, end: number];

/** Everywhere a secret stands, overlaps included: replacing one by one would leave a part of the other. */
function rangesOf(text: string, form: string): Range[] {
  const ranges: Range[] = [];
  for (let start = text.indexOf(form); start >= 0; start = text.indexOf(form, start + 1)) {
    ranges.push([start, start + form.length]);
  }
  return ranges;
}

function masked(text: string, ranges: readonly Range[]): string {
  const parts: string[] = [];
  let end = 0;
  for (const [from, to] of ranges.toSorted(([left], [right]) => left - right)) {
    if (from >= end) {
      parts.push(text.slice(end, from), MASK);
    }
    end = Math.max(end, to);
  }
  return parts.join("") + text.slice(end);
}

/** The ways in which a secret is written into other text. */
function formsOf(secret: string): readonly string[] {
  const wellFormed = secret.toWellFormed();
  const inUrl = encodeURIComponent(wellFormed);
  const inForm = new URLSearchParams([["", wellFormed]]).toString().slice(1);
  const inJson = insideJson(secret);
  return [
    secret,
    inJson,
    insideJson(inJson),
    ...[inUrl, inForm].flatMap((form) => [form, lowerCaseEscapes(form)]),
  ];
}

function insideJson(text: string): string {
  return JSON.stringify(text).slice(1, -1);
}

function lowerCaseEscapes(text: string): string {
  return text.replaceAll(/%[0-9A-F]{2}/g, (escape) => escape.toLowerCase());
}
