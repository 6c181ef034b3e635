import { stringify } from "csv-stringify/sync";
import type { ResultPrinter } from "./render-query.ts";

/**
 * A result as CSV with a line of titles: values to the last digit as PostgreSQL writes them, NULL as
 * nothing, an empty text as `""`, as `\copy … csv` reads them.
 */
export function createQueryCsv(): ResultPrinter {
  let hasTitles = false;
  return {
    part: ({ fields, rows }) => {
      if (fields.length === 0) {
        return "";
      }
      const titles = hasTitles ? [] : [fields.map(({ name }) => name)];
      hasTitles = true;
      return stringify([...titles, ...rows], { cast: { string: quoteEmpty } });
    },
    end: () => "",
  };
}

// The library's own option would quote NULL as well.
function quoteEmpty(
  text: string,
): string | { readonly value: string; readonly quoted_empty: true } {
  return text === "" ? { value: text, quoted_empty: true } : text;
}
