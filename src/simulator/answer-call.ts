import { randomUUID } from "node:crypto";
import type { IncomingHttpHeaders } from "node:http";
import type { ActionSpec, AnswerFields } from "./action.ts";
import { ApiError } from "./api-error.ts";
import { patchAnswer } from "./faults/answer-patch.ts";
import type { Fault } from "./faults/fault-script.ts";
import { checkParameters } from "./parameters.ts";
import type { SimulatedCredential, Tenant } from "./tenant/tenant.ts";
import { type Authorization, requireAuthorization } from "./wire/authorization.ts";
import { parseBody } from "./wire/read-body.ts";
import { authenticate } from "./wire/signature-check.ts";

/** One call as it came over the wire. */
export type IncomingCall = {
  readonly spec: ActionSpec;
  readonly authorization: Authorization | undefined;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
  readonly tenant: Tenant;
  /** The simulator's clock, epoch ms. */
  readonly now: number;
  readonly fault: Fault;
};

/** What a call is answered with, as JSON text, and its outcome: `ok` or the error's code. */
export type Answer = { readonly outcome: string; readonly text: string };

/** Checks a call as the vendor does, in its order, and answers it. Never throws ApiError: a refusal is an answer. */
export async function answerCall(call: IncomingCall): Promise<Answer> {
  try {
    const credential = authenticateCall(call);
    const canned = call.fault.answer?.body;
    const text = canned ?? envelope(await answerFields(call, credential));
    return { outcome: "ok", text };
  } catch (error) {
    if (error instanceof ApiError) {
      return refuse(error);
    }
    throw error;
  }
}

/** A refusal in the vendor's envelope. */
export function refuse({ code, message }: ApiError): Answer {
  return { outcome: code, text: envelope({ Error: { Code: code, Message: message } }) };
}

function authenticateCall(call: IncomingCall): SimulatedCredential {
  const { spec, headers, body, tenant, now } = call;
  const authorization = requireAuthorization(call.authorization);
  const signed = { authorization, headers, body, service: spec.service, now };
  return authenticate(signed, tenant.credentials);
}

async function answerFields(
  { spec, body, tenant, now, fault }: IncomingCall,
  credential: SimulatedCredential,
): Promise<AnswerFields> {
  if (!credential.roles.includes(spec.role)) {
    const message = `This account's role may not call ${spec.action}.`;
    throw new ApiError("UnauthorizedOperation.UinNoAuth", message);
  }
  const params = checkParameters(spec.parameters, turnedPage(parseBody(body), fault));
  const answer = await spec.answer({ tenant, credential, params, now });
  return fault.notReady === true
    ? { Ready: 0, SummaryOverview: null }
    : patchAnswer(answer, fault.patch ?? {});
}

function turnedPage(
  body: Readonly<Record<string, unknown>>,
  fault: Fault,
): Readonly<Record<string, unknown>> {
  const page = fault.ignorePage === true ? 1 : fault.repeatPage;
  return page === undefined || body["Page"] === undefined ? body : { ...body, Page: page };
}

function envelope(fields: Readonly<Record<string, unknown>>): string {
  return JSON.stringify({ Response: { ...fields, RequestId: randomUUID() } });
}
