import type { IncomingHttpHeaders, IncomingMessage, ServerResponse } from "node:http";
import { setTimeout as sleep } from "node:timers/promises";
import { findAction } from "./action-table.ts";
import type { ActionSpec } from "./action.ts";
import { answerCall, refuse } from "./answer-call.ts";
import { ApiError } from "./api-error.ts";
import { createFaultPicker } from "./faults/fault-picker.ts";
import { FAULT_KINDS, type FaultScript } from "./faults/fault-script.ts";
import type { SimulatorCall } from "./simulator-call.ts";
import type { Tenant } from "./tenant/tenant.ts";
import { parseAuthorization } from "./wire/authorization.ts";
import { type RateLimits, type RateWindow, createRateWindow, limitOf } from "./wire/rate-window.ts";
import { parseBody, readBody } from "./wire/read-body.ts";
import { sendFaultyJson, sendFaultyResponse, sendJson } from "./wire/send-answer.ts";
import { headerText } from "./wire/signature-check.ts";

export type CallHandlerOptions = {
  readonly tenant: Tenant;
  readonly faults: FaultScript;
  readonly limits: RateLimits;
  readonly latencyMs: number | ((call: SimulatorCall) => number);
  readonly now: () => number;
};

/** Answers calls, and remembers them. */
export type CallHandler = {
  /** Never rejects. */
  readonly handle: (request: IncomingMessage, response: ServerResponse) => Promise<void>;
  readonly calls: () => readonly SimulatorCall[];
  readonly resetCalls: () => void;
  readonly setTenant: (tenant: Tenant) => void;
  readonly setFaults: (faults: FaultScript) => void;
};

/** The call being worked on: its record may still change. */
type OpenCall = { -readonly [Field in keyof SimulatorCall]: SimulatorCall[Field] };

/** A handler for one simulator. Throws FaultScriptError. */
export function createCallHandler(options: CallHandlerOptions): CallHandler {
  const calls: OpenCall[] = [];
  const window = createRateWindow();
  let { tenant } = options;
  let pickFault = createFaultPicker(options.faults);

  async function respond(request: IncomingMessage, response: ServerResponse, call: OpenCall) {
    const { headers } = request;
    const spec = admittedAction(request, call, { window, limits: options.limits });
    const body = await readBody(request);
    call.params = paramsOf(body);
    const fault = pickFault(call) ?? {};
    const now = options.now() + (fault.clockSkewMs ?? 0);
    setHeaders(response, headers, now);
    await pause(latencyOf(options.latencyMs, call) + (fault.delayMs ?? 0));
    const kind = FAULT_KINDS.find((candidate) => fault[candidate] !== undefined);
    call.outcome = kind ?? "ok";
    if (await sendFaultyResponse(response, fault)) {
      return;
    }
    const authorization = parseAuthorization(headers.authorization);
    const answer =
      fault.error === undefined
        ? await answerCall({ spec, authorization, headers, body, tenant, now, fault })
        : refuse(new ApiError(fault.error, fault.message ?? "Simulated."));
    call.outcome = answer.outcome === "ok" ? call.outcome : answer.outcome;
    await sendFaultyJson(response, answer.text, fault);
  }

  return {
    handle: async (request, response) => {
      const atMs = performance.now();
      const call = openCall(request, atMs);
      calls.push(call);
      try {
        await respond(request, response, call);
      } catch (error) {
        await sendRefusal(request, response, { call, error, now: options.now() });
      }
    },
    calls: () => [...calls],
    resetCalls: () => void calls.splice(0),
    setTenant: (next) => {
      tenant = next;
    },
    setFaults: (faults) => {
      pickFault = createFaultPicker(faults);
    },
  };
}

/** The action that is called, if it may be called now. Throws ApiError. */
function admittedAction(
  request: IncomingMessage,
  call: OpenCall,
  { window, limits }: { readonly window: RateWindow; readonly limits: RateLimits },
): ActionSpec {
  const spec = actionOf(request);
  call.service = spec.service;
  const limit = limitOf(limits, spec);
  if (!window.admit(`${call.secretId} ${spec.service} ${spec.action}`, limit, call.atMs)) {
    const message = `Your current request frequency exceeds ${limit} per second.`;
    throw new ApiError("RequestLimitExceeded", message);
  }
  return spec;
}

function openCall({ headers }: IncomingMessage, atMs: number): OpenCall {
  const authorization = parseAuthorization(headers.authorization);
  return {
    atMs,
    secretId: authorization?.secretId ?? "",
    service: authorization?.service ?? "",
    action: headerText(headers, "x-tc-action") ?? "",
    version: headerText(headers, "x-tc-version") ?? "",
    params: {},
    outcome: "pending",
  };
}

function actionOf({ method, url, headers }: IncomingMessage): ActionSpec {
  const contentType = headers["content-type"] ?? "";
  if (method !== "POST" || url !== "/" || !/^application\/json\b/i.test(contentType)) {
    throw new ApiError("UnsupportedProtocol", "Only POST / with application/json is served.");
  }
  for (const name of ["x-tc-action", "x-tc-version", "x-tc-timestamp"]) {
    if ((headers[name] ?? "") === "") {
      const message = `The request is missing the header \`${name}\`.`;
      throw new ApiError("MissingParameter", message);
    }
  }
  return findAction(
    headerText(headers, "x-tc-action") ?? "",
    headerText(headers, "x-tc-version") ?? "",
  );
}

async function sendRefusal(
  request: IncomingMessage,
  response: ServerResponse,
  { call, error, now }: { readonly call: OpenCall; readonly error: unknown; readonly now: number },
): Promise<void> {
  if (request.destroyed && !request.complete) {
    call.outcome = "aborted";
    return;
  }
  const refusal =
    error instanceof ApiError
      ? error
      : new ApiError("InternalError", `Simulator: ${String(error)}`);
  const answer = refuse(refusal);
  call.outcome = answer.outcome;
  if (response.headersSent) {
    response.destroy();
    return;
  }
  // A body that nobody reads would hold up the connection's next call.
  call.params = paramsOf(await readBody(request).catch(() => Buffer.alloc(0)));
  setHeaders(response, request.headers, now);
  sendJson(response, answer.text);
}

function setHeaders(response: ServerResponse, headers: IncomingHttpHeaders, now: number): void {
  response.setHeader("Date", new Date(now).toUTCString());
  const traceId = headerText(headers, "x-tc-traceid");
  if (traceId !== undefined) {
    response.setHeader("X-TC-TraceId", traceId);
  }
}

function paramsOf(body: Buffer): Readonly<Record<string, unknown>> {
  try {
    return parseBody(body);
  } catch {
    return {};
  }
}

function latencyOf(latencyMs: CallHandlerOptions["latencyMs"], call: SimulatorCall): number {
  return typeof latencyMs === "number" ? latencyMs : latencyMs(call);
}

async function pause(ms: number): Promise<void> {
  if (ms > 0) {
    await sleep(ms, undefined, { ref: false });
  }
}
