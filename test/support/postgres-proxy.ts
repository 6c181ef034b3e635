import { once } from "node:events";
import { createServer, type Socket } from "node:net";
import { ProxiedConnection, type Verdict } from "./proxied-connection.ts";

export type { Verdict } from "./proxied-connection.ts";

/**
 * Decides over a statement that is about to be executed; `nth` counts from 1 over all connections,
 * since this listener was set. The statement waits for the answer, the other connections do not.
 */
export type OnStatement = (sql: string, nth: number) => Verdict | Promise<Verdict>;

/** A network between our programs and PostgreSQL that fails on command. Disposal cuts everything. */
export type PostgresProxy = AsyncDisposable & {
  /** The target's URL, by way of the proxy. */
  readonly url: string;
  /** Replaces the listener, and counts anew. */
  onStatement(listener: OnStatement): void;
  /** Cuts every connection. New ones are taken. */
  dropAll(): void;
  /**
   * Half-open: no bytes pass either way, nothing is closed. `all` is a network that is gone, for new
   * connections too; `existing` a firewall that forgot the connections it knew.
   */
  stall(which?: "all" | "existing"): void;
  /** What waited passes on. */
  resume(): void;
  /** Resets new connections. */
  refuse(): void;
  /** Takes new connections again. */
  accept(): void;
  /** How many connections are open now. */
  openConnections(): number;
};

/** Listens on a port of its own and passes everything on to the server of `targetUrl`, unencrypted. */
export async function startPostgresProxy(targetUrl: string): Promise<PostgresProxy> {
  const target = new URL(targetUrl);
  const upstream = { host: target.hostname, port: Number(target.port || 5432) };
  const connections = new Set<ProxiedConnection>();
  let decide = passOn;
  let statements = 0;
  let isStalled = false;
  let isRefusing = false;

  const onConnection = (socket: Socket): void => {
    if (isRefusing) {
      socket.resetAndDestroy();
      return;
    }
    const connection = new ProxiedConnection(socket, upstream, (sql) => {
      statements += 1;
      return decide(sql, statements);
    });
    connections.add(connection);
    void connection.closed.then(() => connections.delete(connection));
    if (isStalled) {
      connection.stall();
    }
  };

  const server = createServer(onConnection).listen(0, "127.0.0.1");
  await once(server, "listening");
  const each = (act: (connection: ProxiedConnection) => void): void => {
    for (const connection of connections) {
      act(connection);
    }
  };
  return {
    url: throughPort(target, server.address()),
    onStatement: (listener) => {
      decide = listener;
      statements = 0;
    },
    dropAll: () => each((connection) => connection.cut()),
    stall: (which = "all") => {
      isStalled = which === "all";
      each((connection) => connection.stall());
    },
    resume: () => {
      isStalled = false;
      each((connection) => connection.resume());
    },
    refuse: () => {
      isRefusing = true;
    },
    accept: () => {
      isRefusing = false;
    },
    openConnections: () => connections.size,
    [Symbol.asyncDispose]: async () => {
      isRefusing = true;
      each((connection) => connection.cut());
      server.close();
      await once(server, "close");
    },
  };
}

const passOn: OnStatement = () => undefined;

function throughPort(target: URL, address: ReturnType<ReturnType<typeof createServer>["address"]>) {
  if (address === null || typeof address === "string") {
    throw new Error("the proxy has no port");
  }
  const url = new URL(target);
  url.hostname = "127.0.0.1";
  url.port = String(address.port);
  return url.href;
}
