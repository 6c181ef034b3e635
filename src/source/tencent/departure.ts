import { AsyncLocalStorage } from "node:async_hooks";
import { subscribe } from "node:diagnostics_channel";

type Watch = { readonly onDeparted: () => void };

const watches = new AsyncLocalStorage<Watch>();
const watchByRequest = new WeakMap<object, Watch>();

// The built-in fetch tells about its requests on these channels (Node.js and undici documentation,
// "Diagnostics Channel Support"). Were they ever to fall silent, a call would count as gone when its
// answer arrives: slower, never too fast.
subscribe("undici:request:create", (message) => {
  const request = requestIn(message);
  const watch = watches.getStore();
  if (request !== undefined && watch !== undefined) {
    watchByRequest.set(request, watch);
  }
});
subscribe("undici:client:sendHeaders", (message) => {
  const request = requestIn(message);
  if (request !== undefined) {
    watchByRequest.get(request)?.onDeparted();
  }
});

/**
 * Runs `send`, which makes one fetch, and calls `onDeparted` when its request is written to the
 * socket. Between calling fetch and that moment lie name look-up, connect and TLS handshake: a
 * tenth of a second on a first call, nothing on the next, and a rate limit sees the difference.
 */
export async function watchDeparture<T>(
  send: () => Promise<T>,
  onDeparted: () => void,
): Promise<T> {
  return await watches.run({ onDeparted }, send);
}

function requestIn(message: unknown): object | undefined {
  return typeof message === "object" &&
    message !== null &&
    "request" in message &&
    typeof message.request === "object" &&
    message.request !== null
    ? message.request
    : undefined;
}
