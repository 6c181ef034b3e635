const MARKUP = Symbol("markup");

/** Text that is HTML already: made by `html`, or vouched for by `trusted`. */
export type Markup = { readonly [MARKUP]: string };

/** What may stand in a template; a list stands for its parts in order, undefined for nothing. */
export type Content = Markup | string | number | undefined | readonly Content[];

const ENTITIES: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;",
};

/**
 * The tag of HTML templates: whatever is put in and is not `Markup` itself is escaped, for text and
 * for attributes in quotes. Not for scripts, styles or attributes without quotes. Pure.
 */
export function html(parts: TemplateStringsArray, ...values: readonly Content[]): Markup {
  const [first = "", ...others] = parts;
  const text = others.map((part, index) => textOf(values[index]) + part).join("");
  return { [MARKUP]: first + text };
}

/** An element whose text no parser of HTML looks into: what is put in must not end it. */
export function rawElement(open: string, text: string, name: "script" | "style"): Markup {
  if (new RegExp(`</${name}|<!--`, "i").test(text)) {
    throw new Error(`this text would end its <${name}>`);
  }
  return { [MARKUP]: `<${open}>${text}</${name}>` };
}

/** The HTML itself. */
export function markupText(markup: Markup): string {
  return markup[MARKUP];
}

/** More of a name than anybody reads: one of 100,000 characters would be the page. */
const FOREIGN_MAX = 200;

/** A value of the database, cut where it is endless, and kept apart from the direction of the text around it. */
export function foreign(text: string): Markup {
  const shown = text.length > FOREIGN_MAX ? `${text.slice(0, FOREIGN_MAX).toWellFormed()}…` : text;
  return html`<bdi>${shown}</bdi>`;
}

function textOf(value: Content): string {
  if (value === undefined) {
    return "";
  }
  if (typeof value === "string" || typeof value === "number") {
    return String(value).replaceAll(/[&<>"']/g, (character) => ENTITIES[character] ?? character);
  }
  return isMarkup(value) ? value[MARKUP] : value.map(textOf).join("");
}

function isMarkup(value: Markup | readonly Content[]): value is Markup {
  return MARKUP in value;
}
