import { once } from "node:events";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { buffer } from "node:stream/consumers";
import type { AnswerScript } from "./answer-script.ts";
import type { Served } from "./served.ts";

/** An HTTP server that answers by scripts. */
export type AnswerServer = AsyncDisposable & {
  /** The origin at which a script answers from now on. */
  readonly play: (script: AnswerScript) => string;
};

type Stage = { readonly script: AnswerScript; readonly asked: Map<string, number> };

/** Listens on a free port of the loopback. */
export async function startAnswerServer(): Promise<AnswerServer> {
  const stages = new Map<string, Stage>();
  let plays = 0;
  const server = createServer((request, response) => void respond(request, response, stages));
  server.keepAliveTimeout = 60_000;
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  return {
    play: (script) => {
      plays += 1;
      // A call that was given up may still come for the script before.
      stages.delete(`/${plays - 50}`);
      stages.set(`/${plays}`, { script, asked: new Map() });
      return `http://127.0.0.1:${port}/${plays}`;
    },
    [Symbol.asyncDispose]: async () => {
      server.close();
      server.closeAllConnections();
      await once(server, "close");
    },
  };
}

async function respond(
  request: IncomingMessage,
  response: ServerResponse,
  stages: ReadonlyMap<string, Stage>,
): Promise<void> {
  try {
    const params = JSON.parse((await buffer(request)).toString("utf8")) as Params;
    const stage = stages.get(request.url ?? "");
    if (stage === undefined) {
      response.destroy();
      return;
    }
    send(request, response, answerOf(stage, params));
  } catch {
    // The client gave up while it was sending: nobody waits for an answer.
    response.destroy();
  }
}

type Params = Readonly<Record<string, unknown>>;

function answerOf({ script, asked }: Stage, params: Params): Served {
  const { stream, tagKeys } = script.honest;
  const tagKey = Array.isArray(params["TagKey"]) ? (params["TagKey"][0] as string) : undefined;
  const { paging } = stream;
  const members = params[stream.splitOnRefusal ?? ""];
  const question = {
    request: tagKey === undefined ? 0 : tagKeys.indexOf(tagKey),
    page: paging === undefined ? 1 : Number(params[paging.pageField]),
    size: paging === undefined ? 0 : Number(params[paging.sizeField]),
    ...(Array.isArray(members) ? { members: members.map(String) } : {}),
  };
  const key = JSON.stringify(question);
  const nth = asked.get(key) ?? 0;
  asked.set(key, nth + 1);
  return script.answer({ ...question, nth });
}

function send(request: IncomingMessage, response: ServerResponse, served: Served): void {
  const { status, headers, body, end, contentLength } = served;
  if (end === "reset") {
    request.socket.resetAndDestroy();
    return;
  }
  response.sendDate = false;
  response.writeHead(status, {
    ...headers,
    ...(end === "cut" ? {} : { "content-length": String(contentLength ?? body.length) }),
    // Else the call of another case would be sent on the connection just as it closes.
    ...(end === "cut" || contentLength !== undefined ? { connection: "close" } : {}),
  });
  if (end === "cut") {
    // Chunks without the last one, which alone says that it was all.
    response.write(body, () => request.socket.destroySoon());
    return;
  }
  response.end(body, () => {
    if (contentLength !== undefined) {
      request.socket.destroySoon();
    }
  });
}
