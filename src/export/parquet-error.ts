import { BillhouseError } from "../domain/errors.ts";

/** The Parquet file could not be written, whatever is in it: the disk is full, say. */
export class ParquetError extends BillhouseError {
  override readonly recovery = "abort";
}
