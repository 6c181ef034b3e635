import { EmbeddedServerError } from "./embedded-server-error.ts";
import { isErrorCode } from "./error-code.ts";

/**
 * Makes an `EmbeddedServerError` of what a file system refuses, with the way out as its hint; any
 * other error is given back as it is.
 */
export function explainAccessError(error: unknown, wantedDir: string): unknown {
  if (isErrorCode(error, "EACCES", "EPERM")) {
    return new EmbeddedServerError(
      `The account we run as may not use the embedded database in ${wantedDir}.`,
      "It may be write-protected, or belong to another account, such as root that ran Billhouse first: run as that one, or set DATABASE_URL.",
      error,
    );
  }
  if (isErrorCode(error, "EROFS", "ENOSPC", "EDQUOT")) {
    return new EmbeddedServerError(
      `There is no room for the embedded database in ${wantedDir}: the disk is full or read-only.`,
      "Make room, or set DATABASE_URL to a PostgreSQL server of your own.",
      error,
    );
  }
  return error;
}
