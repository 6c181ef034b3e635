import { once } from "node:events";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { Registry } from "prom-client";
import type { Logger } from "../domain/logger.ts";
import { httpAddressError } from "./http-address-error.ts";
import { isOwnHost } from "./is-own-host.ts";
import type { ServedPage } from "./kept-page.ts";
import { boundedProbe, type ReadinessProbe, type Readiness } from "./readiness.ts";

const PROBE_TIMEOUT_MS = 5_000;
/** Nobody sends a body here: a request that takes longer only holds a socket. */
const REQUEST_TIMEOUT_MS = 10_000;
/** A client that neither reads nor asks holds a socket for so long; and so many may. */
const IDLE_TIMEOUT_MS = 30_000;
const CONNECTIONS_MAX = 200;
/** How long answers in progress may take when the service ends. */
const DRAIN_MS = 1_000;
const PLAIN_TEXT = "text/plain; charset=utf-8";

export type ServiceHttpOptions = {
  readonly host: string;
  /** 0 for any free one. */
  readonly port: number;
  /** What `/metrics` shows. */
  readonly registry: Registry;
  /** Whether the database answers and its schema is current. */
  readonly probe: ReadinessProbe;
  /** 5 s by default. */
  readonly probeTimeoutMs?: number;
  /** What stands at `/`; without it there is nothing. Never rejects. */
  readonly page?: () => Promise<ServedPage>;
  readonly logger: Logger;
};

/** The service's HTTP side. Disposing of it closes the port; answers in progress get a second to end. */
export type ServiceHttp = AsyncDisposable & {
  /** Where it listens, such as `http://127.0.0.1:9464`. */
  readonly origin: string;
};

type Answer = {
  readonly status: number;
  readonly contentType: string;
  readonly body: string;
  readonly headers?: Readonly<Record<string, string>>;
};

/** One entry for each path that is served. */
type Routes = Readonly<Record<string, (request: IncomingMessage) => Promise<Answer>>>;

/**
 * Serves `/healthz` (this process is alive), `/readyz` (the probe says so, else 503 with the
 * reason), `/metrics` (Prometheus) and the page at `/`, for GET and HEAD; nobody is asked who they are.
 * The page is refused to names that are not ours, see `isOwnHost`. Resolves once it listens; throws an
 * `HttpAddressError` where it cannot.
 */
export async function startServiceHttp(options: ServiceHttpOptions): Promise<ServiceHttp> {
  const { host, port, logger } = options;
  const routes = routesOf(options);
  const server = createServer(
    { requestTimeout: REQUEST_TIMEOUT_MS, headersTimeout: REQUEST_TIMEOUT_MS },
    (request, response) => void serve({ routes, request, response, logger }),
  );
  server.setTimeout(IDLE_TIMEOUT_MS);
  server.maxConnections = CONNECTIONS_MAX;
  await listen(server, host, port);
  const origin = originOf(server);
  logger.info("listening", { origin });
  return { origin, [Symbol.asyncDispose]: () => close(server) };
}

function routesOf(options: ServiceHttpOptions): Routes {
  const { registry, probe, probeTimeoutMs, page, host, logger } = options;
  const look = boundedProbe(probe, probeTimeoutMs ?? PROBE_TIMEOUT_MS);
  let wasReady: boolean | undefined;
  const logChange = (readiness: Readiness): void => {
    // Asked every few seconds: a line for each would bury the log.
    if (readiness.ready !== wasReady) {
      wasReady = readiness.ready;
      logger.info(readiness.ready ? "ready" : "not ready", { ...readiness });
    }
  };
  return {
    "/healthz": async () => plainText(200, "ok"),
    "/readyz": async () => {
      const readiness = await look();
      logChange(readiness);
      return readiness.ready
        ? plainText(200, "ready")
        : plainText(503, `not ready: ${readiness.reason}`);
    },
    "/metrics": async () => ({
      status: 200,
      contentType: registry.contentType,
      body: await registry.metrics(),
    }),
    ...(page === undefined
      ? {}
      : {
          "/": async ({ headers }) =>
            isOwnHost(headers.host, host) ? pageAnswer(await page()) : plainText(403, NOT_OURS),
        }),
  };
}

const NOT_OURS =
  "this page is not shown under that name: ask by IP address, by localhost, or by the host in " +
  "BILLING_HTTP_ADDRESS; a proxy in front has to send one of them as Host";

function pageAnswer({ html, contentSecurityPolicy, isMade }: ServedPage): Answer {
  return {
    status: isMade ? 200 : 503,
    contentType: "text/html; charset=utf-8",
    body: html,
    headers: {
      "content-security-policy": contentSecurityPolicy,
      "referrer-policy": "no-referrer",
      "x-frame-options": "DENY",
      "cross-origin-resource-policy": "same-origin",
    },
  };
}

type Exchange = {
  readonly routes: Routes;
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly logger: Logger;
};

async function serve({ routes, request, response, logger }: Exchange): Promise<void> {
  const answer = await answerTo(routes, request).catch((error: unknown) => {
    logger.error("could not answer over HTTP", { path: request.url, error });
    return plainText(500, "internal error");
  });
  response.writeHead(answer.status, {
    "content-type": answer.contentType,
    "content-length": Buffer.byteLength(answer.body),
    "cache-control": "no-store",
    "x-content-type-options": "nosniff",
    ...answer.headers,
    ...(answer.status === 405 ? { allow: "GET, HEAD" } : {}),
  });
  // Node leaves the body out for HEAD, and keeps its length.
  response.end(answer.body);
}

async function answerTo(routes: Routes, request: IncomingMessage): Promise<Answer> {
  const [path = ""] = (request.url ?? "").split("?");
  const route = routes[path];
  if (route === undefined) {
    return plainText(404, "not found");
  }
  if (request.method !== "GET" && request.method !== "HEAD") {
    return plainText(405, "only GET and HEAD");
  }
  return route(request);
}

function plainText(status: number, line: string): Answer {
  return { status, contentType: PLAIN_TEXT, body: `${line}\n` };
}

async function listen(server: Server, host: string, port: number): Promise<void> {
  try {
    server.listen({ host, port });
    await once(server, "listening");
  } catch (error) {
    throw httpAddressError(addressText(host, port), error);
  }
}

function originOf(server: Server): string {
  const bound = server.address();
  if (bound === null || typeof bound === "string") {
    throw new Error("a server that listens on a port has an address and a port");
  }
  return `http://${addressText(bound.address, bound.port)}`;
}

function addressText(host: string, port: number): string {
  return host.includes(":") ? `[${host}]:${port}` : `${host}:${port}`;
}

async function close(server: Server): Promise<void> {
  if (!server.listening) {
    return;
  }
  const closed = once(server, "close");
  server.close();
  const timer = setTimeout(() => server.closeAllConnections(), DRAIN_MS);
  await closed;
  clearTimeout(timer);
}
