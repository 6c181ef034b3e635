const UNITS = ["B", "KB", "MB", "GB", "TB"];

/** A size for people: `731 B`, `4.2 MB`, in powers of 1,000. Pure. */
export function sizeText(bytes: number): string {
  let size = bytes;
  let unit = 0;
  // From here on it would be rounded up to a thousand.
  while (size >= 999.5 && unit < UNITS.length - 1) {
    size /= 1000;
    unit += 1;
  }
  return `${unit === 0 || size >= 9.95 ? Math.round(size) : size.toFixed(1)} ${UNITS[unit] ?? ""}`;
}
