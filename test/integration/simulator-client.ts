import { createHash, createHmac } from "node:crypto";
import { Agent } from "node:http";
import { CommonClient } from "tencentcloud-sdk-nodejs-common";
import { BILLING_SERVICE, PARTNER_SERVICE } from "../../src/simulator/action.ts";
import type { Simulator } from "../../src/simulator/start-simulator.ts";
import type { SimulatedCredential } from "../../src/simulator/tenant/tenant.ts";

export type Fields = Readonly<Record<string, unknown>>;

/** What an API call comes to: its answer's fields, or the code of the error. */
export type Result = { readonly fields: Fields } | { readonly code: string };

// The client signs for the service that its endpoint's first label names, and looks its host up:
// every vendor host is this machine.
const agent = new Agent({
  lookup: (_, options, callback) =>
    options.all === true
      ? callback(null, [{ address: "127.0.0.1", family: 4 }])
      : callback(null, "127.0.0.1", 4),
});

/** Calls through the vendor's own client, as it comes out of the box. */
export async function callBySdk(
  simulator: Simulator,
  credential: SimulatedCredential,
  action: string,
  params: Fields,
): Promise<Result> {
  const { service, version } = serviceOf(credential);
  const { port } = new URL(simulator.origin);
  const endpoint = `${service}.intl.tencentcloudapi.com:${port}`;
  const { secretId, secretKey, token } = credential;
  const client = new CommonClient(endpoint, version, {
    credential: token === undefined ? { secretId, secretKey } : { secretId, secretKey, token },
    profile: { httpProfile: { protocol: "http://", endpoint, agent, reqTimeout: 5 } },
  });
  try {
    return { fields: await client.request(action, params) };
  } catch (error) {
    const code: unknown = Object(error).code;
    return { code: typeof code === "string" ? code : String(error) };
  }
}

export type HandSigned = {
  readonly credential: SimulatedCredential;
  readonly action: string;
  readonly body: string;
  /** Epoch seconds; the present second by default. */
  readonly timestamp?: number;
  readonly signal?: AbortSignal;
  /** Changes the headers after signing; '' takes one away. */
  readonly change?: Readonly<Record<string, string>>;
};

/** Calls with a hand-made signature over the action's name too, and gives the HTTP answer as it is. */
export function callByHand(simulator: Simulator, call: HandSigned): Promise<Response> {
  const { service, version } = serviceOf(call.credential);
  const timestamp = call.timestamp ?? Math.floor(Date.now() / 1000);
  const { host } = new URL(simulator.origin);
  const date = new Date(timestamp * 1000).toISOString().slice(0, 10);
  const signedHeaders = "content-type;host;x-tc-action";
  const signed = `content-type:application/json\nhost:${host}\nx-tc-action:${call.action.toLowerCase()}\n`;
  const canonical = `POST\n/\n\n${signed}\n${signedHeaders}\n${sha256(call.body)}`;
  const scope = `${date}/${service}/tc3_request`;
  const key = hmac(hmac(hmac(`TC3${call.credential.secretKey}`, date), service), "tc3_request");
  const toSign = `TC3-HMAC-SHA256\n${timestamp}\n${scope}\n${sha256(canonical)}`;
  const signature = hmac(key, toSign).toString("hex");
  const headers = new Headers({
    authorization: `TC3-HMAC-SHA256 Credential=${call.credential.secretId}/${scope}, SignedHeaders=${signedHeaders}, Signature=${signature}`,
    "content-type": "application/json",
    "x-tc-action": call.action,
    "x-tc-version": version,
    "x-tc-timestamp": String(timestamp),
  });
  for (const [name, value] of Object.entries(call.change ?? {})) {
    headers.set(name, value);
    if (value === "") {
      headers.delete(name);
    }
  }
  const signal = call.signal ?? AbortSignal.timeout(5000);
  const body = call.body;
  return fetch(simulator.origin, { method: "POST", headers, body, redirect: "manual", signal });
}

/** The error's code in an answer, or "ok". */
export async function codeOf(response: Response): Promise<string> {
  const answer = JSON.parse(await response.text());
  return answer.Response.Error?.Code ?? "ok";
}

function serviceOf(credential: SimulatedCredential) {
  return credential.roles.includes("payer") ? BILLING_SERVICE : PARTNER_SERVICE;
}

function sha256(text: string): string {
  return createHash("sha256").update(text).digest("hex");
}

function hmac(key: string | Buffer, text: string): Buffer {
  return createHmac("sha256", key).update(text).digest();
}
