/**
 * How the FOCUS specification spells a column whose name PostgreSQL folded to lower case: its comment
 * begins with that, then a colon. Undefined where it does not, or spells another name. Pure.
 */
export function focusSpelling(name: string, comment: string): string | undefined {
  const spelled = /^(\w+):(?:\s|$)/.exec(comment)?.[1];
  return spelled?.toLowerCase() === name ? spelled : undefined;
}
