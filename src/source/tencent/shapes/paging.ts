import type { Paging } from "../../../domain/stream.ts";

/** Pages of bill lines: 200 is the documented maximum of PageSize for both detail actions. */
export const LINE_PAGES: Paging = {
  pageField: "Page",
  sizeField: "PageSize",
  size: 200,
  totalField: "Total",
  list: "DetailSet",
  idField: "Id",
};
