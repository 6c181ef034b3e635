import { BillhouseError } from "../../domain/errors.ts";

/** The answer would exceed the vendor's response size: the same page is asked for in halves. */
export class PageTooLargeError extends BillhouseError {
  override readonly recovery = "fail-slice";
}
