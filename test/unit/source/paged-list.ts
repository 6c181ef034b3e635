import { JsonNumber } from "../../../src/domain/json-number.ts";
import type { JsonObject } from "../../../src/domain/json.ts";
import { type PagedRequest, readPages } from "../../../src/source/tencent/read-pages.ts";

export const PAGING = {
  pageField: "Page",
  sizeField: "PageSize",
  size: 10,
  totalField: "Total",
  list: "Rows",
  idField: "Id",
} as const;

export type Asked = { readonly page: number; readonly size: number };

export type PagedList = {
  readonly request: PagedRequest;
  /** What was asked, in this order; a test may empty it. */
  readonly asked: Asked[];
  readonly answer: (page: Asked) => JsonObject;
};

/** Pages of a list of `rowCount` rows, and what was asked of it. */
export function listOf(rowCount: number, change: Partial<PagedRequest> = {}): PagedList {
  const asked: Asked[] = [];
  const answer = ({ page, size }: Asked): JsonObject => ({
    Total: new JsonNumber(String(rowCount)),
    Rows: Array.from({ length: rowCount }, (_, row) => ({ Id: String(row) })).slice(
      (page - 1) * size,
      page * size,
    ),
  });
  const request: PagedRequest = {
    params: { Month: "2026-10" },
    paging: PAGING,
    mayGrow: false,
    window: 3,
    call: async (params) => {
      await Promise.resolve();
      asked.push(askedOf(params));
      return answer(askedOf(params));
    },
    ...change,
  };
  return { request, asked, answer };
}

export function askedOf(params: JsonObject): Asked {
  const [page, size] = [params["Page"], params["PageSize"]];
  return {
    page: page instanceof JsonNumber ? Number(page.source) : Number.NaN,
    size: size instanceof JsonNumber ? Number(size.source) : Number.NaN,
  };
}

export async function idsOf(request: PagedRequest): Promise<readonly unknown[]> {
  const ids: unknown[] = [];
  for await (const { answer } of readPages(request)) {
    ids.push(...(answer["Rows"] as readonly JsonObject[]).map((row) => row["Id"]));
  }
  return ids;
}

export const idsUpTo = (count: number): readonly string[] =>
  Array.from({ length: count }, (_, row) => String(row));
