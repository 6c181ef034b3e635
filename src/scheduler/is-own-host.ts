import { isIP } from "node:net";

/**
 * Whether a Host header can have been typed by somebody who means this service. A web page that
 * turns its own name to our address (DNS rebinding) reads what we answer as its own; but the browser
 * then sends that name. So every IP address is ours, every name without a dot (localhost, a
 * container's) and below .localhost, which nobody can own, and the configured one. Pure.
 */
export function isOwnHost(header: string | undefined, configuredHost: string): boolean {
  // No browser leaves it out.
  if (header === undefined) {
    return true;
  }
  const host = header
    .replace(/:\d*$/, "")
    .replace(/^\[(.*)\]$/, "$1")
    .replace(/\.$/, "")
    .toLowerCase();
  return (
    isIP(host) !== 0 ||
    !host.includes(".") ||
    host.endsWith(".localhost") ||
    host === configuredHost.toLowerCase()
  );
}
