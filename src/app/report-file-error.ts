import { BillhouseError } from "../domain/errors.ts";

/** The report cannot be written where it was asked for. */
export class ReportFileError extends BillhouseError {
  override readonly recovery = "abort";
}
