import * as http from "node:http";
import { UsageError } from "./usage-error.ts";

type Environment = Readonly<Record<string, string | undefined>>;

const LOOPBACK = ["127.0.0.1", "localhost", "[::1]"];

/**
 * Sends calls through the proxy of `HTTPS_PROXY` or `HTTP_PROXY`, never those to this machine itself
 * (the simulator). Returns a warning where this Node cannot; undefined otherwise. Throws a `UsageError`
 * for a proxy that is no URL.
 */
export function useProxy(env: Environment): string | undefined {
  const names = ["https_proxy", "HTTPS_PROXY", "http_proxy", "HTTP_PROXY"];
  const name = names.find((candidate) => (env[candidate] ?? "") !== "");
  if (name === undefined) {
    return undefined;
  }
  if (!("setGlobalProxyFromEnv" in http)) {
    return `${name} is set, but Node.js ${process.versions.node} cannot use a proxy: take Node.js 24`;
  }
  const exempt = env["no_proxy"] ?? env["NO_PROXY"] ?? "";
  try {
    http.setGlobalProxyFromEnv({ ...env, no_proxy: [exempt, ...LOOPBACK].join(",") });
  } catch (error) {
    // Not shown: it may hold a password.
    throw new UsageError([`${name} is not the URL of a proxy`], {
      hint: `write ${name}=http://host:port, or unset it`,
      cause: error,
    });
  }
  return undefined;
}
