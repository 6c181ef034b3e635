/** One line without control characters: names come from outside, and a terminal would obey them. Pure. */
export function visibleText(text: string): string {
  return text
    .replaceAll(/\r?\n/g, "↵")
    .replaceAll("\t", " ")
    .replaceAll(/\p{Cc}/gu, (control) => `\\x${hexOf(control)}`);
}

function hexOf(character: string): string {
  return (character.codePointAt(0) ?? 0).toString(16).padStart(2, "0");
}
