/** One message of PostgreSQL's protocol, as it stood on the wire. */
export type Frame = {
  /** Its type's letter; "" for the first message of a client, which has none. */
  readonly type: string;
  readonly bytes: Buffer;
};

const STARTUP_TYPE = "";
const LENGTH_BYTES = 4;
const SSL_REQUEST = 80_877_103;
const GSS_REQUEST = 80_877_104;

/** Cuts a stream of bytes into messages, whatever the pieces they arrive in. */
export class FrameSplitter {
  #rest: Buffer = Buffer.alloc(0);
  #isStartup: boolean;

  /** A client begins with a message without a type, the server does not. */
  constructor(side: "client" | "server") {
    this.#isStartup = side === "client";
  }

  /** The messages that are complete now. */
  push(chunk: Buffer): readonly Frame[] {
    this.#rest = this.#rest.length === 0 ? chunk : Buffer.concat([this.#rest, chunk]);
    const frames: Frame[] = [];
    for (let frame = this.#next(); frame !== undefined; frame = this.#next()) {
      frames.push(frame);
    }
    return frames;
  }

  #next(): Frame | undefined {
    const typeBytes = this.#isStartup ? 0 : 1;
    if (this.#rest.length < typeBytes + LENGTH_BYTES) {
      return undefined;
    }
    const size = typeBytes + this.#rest.readUInt32BE(typeBytes);
    if (this.#rest.length < size) {
      return undefined;
    }
    const bytes = this.#rest.subarray(0, size);
    this.#rest = this.#rest.subarray(size);
    const type = typeBytes === 0 ? STARTUP_TYPE : bytes.toString("latin1", 0, 1);
    const frame = { type, bytes };
    // A request for encryption is answered by one byte; the real beginning comes after it.
    this.#isStartup = this.#isStartup && asksForEncryption(frame);
    return frame;
  }
}

/** Whether a client's first message only asks whether the server speaks TLS or GSSAPI. */
export function asksForEncryption({ type, bytes }: Frame): boolean {
  const code = type === STARTUP_TYPE && bytes.length === 8 ? bytes.readUInt32BE(LENGTH_BYTES) : 0;
  return code === SSL_REQUEST || code === GSS_REQUEST;
}

/** The zero-terminated texts at the beginning of a message's body. */
export function textsOf({ bytes }: Frame, count: number): readonly string[] {
  const texts: string[] = [];
  let from = 1 + LENGTH_BYTES;
  while (texts.length < count) {
    const end = bytes.indexOf(0, from);
    texts.push(bytes.toString("utf8", from, end));
    from = end + 1;
  }
  return texts;
}

/** What a server says that refuses a statement: its error, and that it is ready for the next. */
export function refusal(code: string, message: string, isInTransaction: boolean): Buffer {
  const fields = `SERROR\0VERROR\0C${code}\0M${message}\0\0`;
  return Buffer.concat([
    framed("E", Buffer.from(fields, "utf8")),
    framed("Z", Buffer.from(isInTransaction ? "E" : "I", "latin1")),
  ]);
}

function framed(type: string, body: Buffer): Buffer {
  const head = Buffer.alloc(1 + LENGTH_BYTES);
  head.write(type, 0, "latin1");
  head.writeUInt32BE(LENGTH_BYTES + body.length, 1);
  return Buffer.concat([head, body]);
}
