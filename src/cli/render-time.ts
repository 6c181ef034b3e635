const UTC8_OFFSET_MS = 8 * 3_600_000;

/** An instant (epoch milliseconds) as `2026-11-21 09:30`, on the clock of UTC+8. Pure. */
export function utc8Text(atMs: number): string {
  return new Date(atMs + UTC8_OFFSET_MS).toISOString().slice(0, 16).replace("T", " ");
}

/** An instant as ISO 8601 for programs; null where there is none. Pure. */
export function isoText(atMs: number | undefined): string | null {
  return atMs === undefined ? null : new Date(atMs).toISOString();
}

/** The month of its first day: `2026-10`; `–` for the day that stands for no month. Pure. */
export function monthText(billMonth: string): string {
  return billMonth.startsWith("0001-") ? "–" : billMonth.slice(0, 7);
}

/** How long ago something was, roughly: `now`, `5 min`, `3 h`, `12 d`. Pure. */
export function ageText(ageMs: number): string {
  const minutes = Math.floor(ageMs / 60_000);
  if (minutes < 1) {
    return "now";
  }
  if (minutes < 120) {
    return `${minutes} min`;
  }
  const hours = Math.floor(minutes / 60);
  return hours < 48 ? `${hours} h` : `${Math.floor(hours / 24)} d`;
}
