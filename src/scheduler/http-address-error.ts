import { BillhouseError } from "../domain/errors.ts";

/** The service cannot listen where it was told to: a matter of configuration. */
export class HttpAddressError extends BillhouseError {
  override readonly recovery = "abort";
}

/** Says what is wrong with `host:port` in the words of the variable that sets it. */
export function httpAddressError(address: string, cause: unknown): HttpAddressError {
  const code =
    cause instanceof Error && "code" in cause && typeof cause.code === "string"
      ? cause.code
      : undefined;
  const problem = (code === undefined ? undefined : PROBLEMS[code]) ?? "cannot be listened on";
  return new HttpAddressError(`BILLING_HTTP_ADDRESS=${address} ${problem}`, {
    code,
    hint: "set BILLING_HTTP_ADDRESS to a free host:port of this machine, such as 127.0.0.1:9464",
    cause,
  });
}

const PROBLEMS: Readonly<Record<string, string>> = {
  EADDRINUSE: "is in use by another process, perhaps another npm start",
  EACCES: "needs more rights: ports below 1024 are reserved",
  EADDRNOTAVAIL: "is not an address of this machine",
  ENOTFOUND: "names a host that cannot be found",
};
