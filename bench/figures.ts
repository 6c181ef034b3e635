/** Figures as the tables print them. */

export function count(number: number): string {
  return Math.round(number).toLocaleString("en-US");
}

export function ratio(number: number): string {
  return number.toFixed(2);
}

export function percent(share: number): string {
  return `${(share * 100).toFixed(1)} %`;
}

export function seconds(ms: number): string {
  return `${(ms / 1000).toFixed(1)} s`;
}

/** Millions of bytes. */
export function megabytes(bytes: number): string {
  return `${count(bytes / 1e6)} MB`;
}
