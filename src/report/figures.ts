import { amountText, groupedText } from "./amount-text.ts";
import { html, type Markup } from "./markup.ts";

/** What stands where there is no figure. */
export const NONE = html`<span class="none">–</span>`;

/** An amount as people read it, with the exact one behind it: in the tooltip, and for programs. */
export function amount(exact: string | null): Markup {
  return exact === null
    ? NONE
    : html`<data value="${exact}" title="${exact}">${amountText(exact)}</data>`;
}

/** An amount that may be a rise or a fall: a sign is always there. */
export function change(exact: string | null): Markup {
  if (exact === null) {
    return NONE;
  }
  const shown = amountText(exact);
  const isZero = !/[1-9]/.test(shown);
  const direction = isZero ? "same" : shown.startsWith("-") ? "down" : "up";
  const sign = direction === "up" ? "+" : "";
  return html`<data class="${direction}" value="${exact}" title="${exact}">${sign}${shown}</data>`;
}

/** A percentage to one decimal. */
export function percent(exact: string | null): Markup {
  return exact === null ? NONE : html`${exact} %`;
}

/** A percentage that may be a rise or a fall. */
export function percentChange(exact: string | null): Markup {
  const isRise = exact !== null && /[1-9]/.test(exact) && !exact.startsWith("-");
  return exact === null ? NONE : html`${isRise ? "+" : ""}${exact} %`;
}

/** How many; of what should be none, nothing is shown but a dot. */
export function count(number: number | string | null, isQuietZero = false): Markup {
  if (number === null) {
    return NONE;
  }
  return isQuietZero && Number(number) === 0
    ? html`<span class="none">·</span>`
    : html`${groupedText(String(number))}`;
}

/** `1 customer`, `1,200 customers`. Pure. */
export function counted(number: number, one: string, many = `${one}s`): string {
  return `${groupedText(String(number))} ${number === 1 ? one : many}`;
}
