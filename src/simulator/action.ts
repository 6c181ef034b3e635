import type { CheckedParameters, ParameterSpec } from "./parameters.ts";
import type { Role, SimulatedCredential, Tenant } from "./tenant/tenant.ts";

/** What an action's answer function is given: a call whose signature, role and parameters are in order. */
export type ActionCall = {
  readonly tenant: Tenant;
  readonly credential: SimulatedCredential;
  readonly params: CheckedParameters;
  /** The simulator's clock, epoch ms. */
  readonly now: number;
};

/** The fields of `Response` beside RequestId; an undefined one is left out. */
export type AnswerFields = Readonly<Record<string, unknown>>;

/** One API action: everything the simulator knows about it. The facts are those of the vendor's page on the action. */
export type ActionSpec = {
  readonly service: "intlpartnersmgt" | "billing";
  readonly version: string;
  readonly action: string;
  readonly role: Role;
  /** The documented maximum, per second. */
  readonly limitPerSecond: number;
  readonly parameters: Readonly<Record<string, ParameterSpec>>;
  /** Throws ApiError where the vendor would refuse. */
  readonly answer: (call: ActionCall) => AnswerFields | Promise<AnswerFields>;
};

/** The partner service's name and version. */
export const PARTNER_SERVICE = { service: "intlpartnersmgt", version: "2022-09-28" } as const;

/** The billing centre's. */
export const BILLING_SERVICE = { service: "billing", version: "2018-07-09" } as const;
