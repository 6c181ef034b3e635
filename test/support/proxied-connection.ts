import { connect, type Socket } from "node:net";
import {
  asksForEncryption,
  type Frame,
  FrameSplitter,
  refusal,
  textsOf,
} from "./postgres-frames.ts";

/**
 * What becomes of a statement:
 * nothing: it is passed on · `drop` the connection is cut before it reaches the server ·
 * `drop-after` it reaches the server, and the connection is cut once that has answered, without the
 * answer · `stall` the connection goes silent before it, both ways, without being closed ·
 * `stall-after` it reaches the server, and nothing of the answer ever comes back; that one side
 * closes the connection does not reach the other either · an error: the server never sees it, the
 * client gets this answer and keeps the connection.
 */
export type Verdict =
  | undefined
  | void
  | "drop"
  | "drop-after"
  | "stall"
  | "stall-after"
  | { readonly code: string; readonly message: string };

/** Told of every statement that is about to be executed. */
export type StatementListener = (sql: string) => Verdict | Promise<Verdict>;

const NO_TLS = Buffer.from("N", "latin1");

/** One client's connection to the server, with somebody who listens in between. */
export class ProxiedConnection {
  readonly #client: Socket;
  readonly #server: Socket;
  readonly #decide: StatementListener;
  /** What each prepared statement says; the unnamed one is "". */
  readonly #prepared = new Map<string, string>();
  #gate: PromiseWithResolvers<void> | undefined;
  #isInTransaction = false;
  /** What to do with the server's answer to the statement under way. */
  #answer: "pass" | "withhold" | "cut" = "pass";
  /** An answer made up here, due when the client has said all of its statement. */
  #refusal: Buffer | undefined;

  readonly closed: Promise<void>;

  constructor(
    client: Socket,
    target: { readonly host: string; readonly port: number },
    decide: StatementListener,
  ) {
    this.#client = client;
    this.#server = connect(target);
    this.#decide = decide;
    for (const socket of [this.#client, this.#server]) {
      socket.setNoDelay(true);
      socket.on("error", () => undefined);
    }
    this.closed = this.#passOn();
  }

  /** Nothing passes any more, and nobody is told: a cable that was pulled. */
  stall(): void {
    this.#gate ??= Promise.withResolvers();
  }

  /** What waited since the stall passes on. */
  resume(): void {
    this.#gate?.resolve();
    this.#gate = undefined;
  }

  /** Ends both sides at once. */
  cut(): void {
    this.#client.resetAndDestroy();
    this.#server.destroy();
    this.resume();
  }

  async #passOn(): Promise<void> {
    await Promise.allSettled([this.#forward(), this.#backward()]);
    this.cut();
  }

  async #forward(): Promise<void> {
    const splitter = new FrameSplitter("client");
    await this.#each(this.#client, async (chunk) => {
      for (const frame of splitter.push(chunk)) {
        await this.#take(frame);
        await this.#gate?.promise;
        this.#send(frame);
      }
    });
    this.#server.end();
  }

  async #backward(): Promise<void> {
    const splitter = new FrameSplitter("server");
    await this.#each(this.#server, async (chunk) => {
      for (const frame of splitter.push(chunk)) {
        await this.#gate?.promise;
        this.#receive(frame);
      }
    });
    this.#client.end();
  }

  /** Takes what comes from one side; its end, or its reset, reaches the other side like all else. */
  async #each(from: Socket, take: (chunk: Buffer) => Promise<void>): Promise<void> {
    let isReset = false;
    try {
      for await (const chunk of from as AsyncIterable<Buffer>) {
        await take(chunk);
      }
    } catch {
      isReset = true;
    }
    // Where answers no longer get through, neither does a goodbye.
    if (this.#answer === "withhold") {
      this.stall();
    }
    await this.#gate?.promise;
    if (isReset) {
      this.cut();
    }
  }

  /** A statement is what is executed, not what is prepared: a named one is prepared once. */
  async #take(frame: Frame): Promise<void> {
    if (frame.type === "P") {
      const [name = "", sql = ""] = textsOf(frame, 2);
      this.#prepared.set(name, sql);
    } else if (frame.type === "Q") {
      await this.#judge(textsOf(frame, 1)[0] ?? "");
    } else if (frame.type === "B") {
      const [, name = ""] = textsOf(frame, 2);
      await this.#judge(this.#prepared.get(name) ?? "");
    }
  }

  async #judge(sql: string): Promise<void> {
    const verdict = await this.#decide(sql);
    if (verdict === "drop") {
      this.cut();
    } else if (verdict === "stall") {
      this.stall();
    } else if (verdict === "drop-after" || verdict === "stall-after") {
      this.#answer = verdict === "drop-after" ? "cut" : "withhold";
    } else if (typeof verdict === "object") {
      this.#refusal = refusal(verdict.code, verdict.message, this.#isInTransaction);
    }
  }

  #send(frame: Frame): void {
    if (asksForEncryption(frame)) {
      this.#client.write(NO_TLS);
    } else if (this.#refusal === undefined) {
      this.#server.write(frame.bytes);
    } else if (frame.type === "Q" || frame.type === "S") {
      this.#client.write(this.#refusal);
      this.#refusal = undefined;
    }
  }

  #receive(frame: Frame): void {
    const isEnd = frame.type === "Z";
    if (isEnd) {
      this.#isInTransaction = frame.bytes.toString("latin1", 5, 6) !== "I";
    }
    // The server waits for the rows of a COPY: the client has to hear that.
    if (this.#answer === "pass" || frame.type === "G") {
      this.#client.write(frame.bytes);
    } else if (isEnd && this.#answer === "cut") {
      this.cut();
    }
  }
}
