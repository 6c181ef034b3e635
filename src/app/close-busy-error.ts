import { BillhouseError } from "../domain/errors.ts";

/** Another process was closing months, or opening them again, for longer than we wait. */
export class CloseBusyError extends BillhouseError {
  override readonly recovery = "abort";
}
