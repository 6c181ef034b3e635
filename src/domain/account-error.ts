import { BillhouseError } from "./errors.ts";

/** The account's credential is refused: no further call with it can succeed, so none is made. */
export class AccountError extends BillhouseError {
  override readonly recovery = "fail-account";
}
