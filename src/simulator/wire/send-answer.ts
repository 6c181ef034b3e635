import { once } from "node:events";
import type { ServerResponse } from "node:http";
import { setTimeout as sleep } from "node:timers/promises";
import type { Fault } from "../faults/fault-script.ts";

const FILLER = Buffer.alloc(16 * 1024, "a");

/** Sends an answer as JSON, the way a healthy server does. */
export function sendJson(response: ServerResponse, text: string): void {
  const body = Buffer.from(text);
  response.writeHead(200, { "Content-Type": "application/json", "Content-Length": body.length });
  response.end(body);
}

/**
 * Goes wrong in a way that needs no answer. False where the fault is of another kind, and nothing was sent. The promise
 * ends with the answer, or when the caller has gone.
 */
export async function sendFaultyResponse(response: ServerResponse, fault: Fault): Promise<boolean> {
  if (fault.status !== undefined) {
    response.writeHead(fault.status, { "Content-Type": "text/html", ...fault.headers });
    response.end(fault.body ?? "");
  } else if (fault.redirect !== undefined) {
    response.writeHead(302, { Location: fault.redirect });
    response.end();
  } else if (fault.reset === true) {
    response.socket?.resetAndDestroy();
  } else if (fault.emptyBody === true) {
    sendJson(response, "");
  } else if (fault.endlessBody === true) {
    await sendEndlessly(response);
  } else {
    // A hang leaves the connection open: closing the simulator, or the caller, ends it.
    return fault.hang === true;
  }
  return true;
}

/** Sends an answer that is in order but arrives badly: cut off, or a byte at a time. Sends it whole for other faults. */
export async function sendFaultyJson(
  response: ServerResponse,
  text: string,
  fault: Fault,
): Promise<void> {
  const body = Buffer.from(text);
  const head = { "Content-Type": "application/json", "Content-Length": body.length };
  if (fault.truncate !== undefined) {
    response.writeHead(200, head);
    response.write(body.subarray(0, fault.truncate), () => response.socket?.destroy());
    return;
  }
  if (fault.slowLoris === undefined) {
    sendJson(response, text);
    return;
  }
  response.writeHead(200, head);
  for (const byte of body) {
    if (response.destroyed) {
      return;
    }
    response.write(Buffer.of(byte));
    await sleep(fault.slowLoris, undefined, { ref: false });
  }
  response.end();
}

async function sendEndlessly(response: ServerResponse): Promise<void> {
  const gone = once(response, "close");
  response.writeHead(200, { "Content-Type": "application/json" });
  response.write('{"Response":{"Filler":"');
  while (!response.destroyed) {
    const drained = response.write(FILLER)
      ? sleep(1, undefined, { ref: false })
      : once(response, "drain");
    await Promise.race([drained, gone]);
  }
}
