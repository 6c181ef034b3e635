import { startContainer } from "./container-server.ts";
import { startEmbedded } from "./embedded-server.ts";
import type { TestServer } from "./test-server.ts";

/**
 * The server of `TEST_DATABASE_URL`; else a container, where a Docker engine answers at once; else
 * the embedded server in a place that only tests use.
 */
export async function openTestServer(): Promise<TestServer> {
  const url = process.env["TEST_DATABASE_URL"];
  if (url !== undefined && url !== "") {
    return { origin: "TEST_DATABASE_URL", adminUrl: url, stop: () => Promise.resolve() };
  }
  const container = await startContainer();
  return typeof container === "string" ? await startEmbedded(container) : container;
}
