/** The currency as it stands behind an amount; what the vendor does not name is said so. Pure. */
export function currencyName(currency: string): string {
  return currency === "" ? "currency not stated" : currency;
}
