import { findAction } from "../../../src/simulator/action-table.ts";
import { BILLING_SERVICE, PARTNER_SERVICE } from "../../../src/simulator/action.ts";
import { checkParameters } from "../../../src/simulator/parameters.ts";
import type { SimulatedCredential, Tenant } from "../../../src/simulator/tenant/tenant.ts";

export type Row = Readonly<Record<string, string>> & {
  readonly Detail: readonly Row[];
  readonly Business: readonly Row[];
};

/** What an action answers, as the caller would parse it: rows under `rows`, whatever the field is called. */
export async function answerOf(
  at: { readonly tenant: Tenant; readonly credential: SimulatedCredential; readonly now: number },
  action: string,
  body: Readonly<Record<string, unknown>>,
): Promise<{ readonly text: string; readonly rows: readonly Row[] }> {
  const service = at.credential.roles.includes("payer") ? BILLING_SERVICE : PARTNER_SERVICE;
  const spec = findAction(action, service.version);
  const params = checkParameters(spec.parameters, body);
  const text = JSON.stringify(await spec.answer({ ...at, params }));
  const fields = JSON.parse(text);
  const rows = fields.SummaryOverview ?? fields.SummaryDetail ?? fields.DetailSet ?? fields.Data;
  return { text, rows: rows ?? [] };
}
