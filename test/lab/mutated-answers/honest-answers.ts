import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import type { Role } from "../../../src/domain/account.ts";
import { writeJson } from "../../../src/domain/json.ts";
import type { Stream } from "../../../src/domain/stream.ts";
import { findAction } from "../../../src/simulator/action-table.ts";
import { generateTenant } from "../../../src/simulator/generate-tenant.ts";
import { checkParameters } from "../../../src/simulator/parameters.ts";
import { SIMULATED_CREDENTIALS } from "../../../src/simulator/simulated-credentials.ts";
import { countLike, type HonestAnswer, listField, recordsOf } from "./honest-answer.ts";
import { readWireJson } from "./read-wire-json.ts";
import { type WireJson, WireObject } from "./wire-json.ts";

/** The moment at which every answer of the lab is given: October's bill is closed. */
export const LAB_NOW = Date.parse("2026-11-10T01:30:00Z");

const MONTHS = ["2026-10", "2026-09"] as const;
const TENANT = generateTenant({
  seed: 20_261_110,
  now: LAB_NOW,
  customers: 4,
  months: 3,
  linesPerMonth: (customer, month) => (month === "2026-09" && customer === 1 ? 0 : 9),
});
const CUSTOMERS = TENANT.customers.map(({ uin }) => uin);
const TAG_KEYS = ["team", "环境"] as const;
/** Few records, so that what changes in one of them is seen; a detail page is as small in the lab. */
const RECORDS_MAX = 7;
const VENDOR_DIR = join(import.meta.dirname, "../../fixtures/vendor");

/** Correct answers of every stream: the simulator's, and the vendor's own samples. */
export async function readHonestAnswers(
  streams: readonly Stream[],
): Promise<readonly HonestAnswer[]> {
  const simulated = await Promise.all(streams.map(simulatedAnswers));
  const samples = await Promise.all(streams.map(vendorSamples));
  return [...simulated.flat(), ...samples.flat()];
}

type Asked = Omit<HonestAnswer, "title" | "stream" | "answers">;

async function simulatedAnswers(stream: Stream): Promise<readonly HonestAnswer[]> {
  const answers = await Promise.all(
    slicesOf(stream).map(async (asked) => await simulatedAnswer(stream, asked)),
  );
  return stream.tables[0]?.line === undefined
    ? answers
    : answers.flatMap((honest) => [honest, withoutIds(honest)]);
}

function slicesOf({ role, slicing }: Stream): readonly Asked[] {
  const base = { tagKeys: TAG_KEYS, customerUins: CUSTOMERS } as const;
  if (slicing === "account") {
    return [{ ...base, uin: "", month: undefined }];
  }
  const uins =
    slicing === "customer-month" ? CUSTOMERS.slice(0, 3) : [SIMULATED_CREDENTIALS[role].uin];
  return uins.flatMap((uin) => MONTHS.map((month) => ({ ...base, uin, month })));
}

async function simulatedAnswer(stream: Stream, asked: Asked): Promise<HonestAnswer> {
  const requests = stream.requests(asked);
  const answers = await Promise.all(
    requests.map(async (params) => cut(stream, await ask(stream, JSON.parse(writeJson(params))))),
  );
  const title = ["simulator", asked.uin, asked.month ?? ""].filter((part) => part !== "").join(" ");
  return { title, stream, ...asked, answers };
}

async function ask(stream: Stream, params: Readonly<Record<string, unknown>>): Promise<WireObject> {
  const spec = findAction(stream.action, stream.service.version);
  const { paging } = stream;
  const page = paging === undefined ? {} : { [paging.pageField]: 1, [paging.sizeField]: 100 };
  const answer = await spec.answer({
    tenant: TENANT,
    credential: credentialOf(stream.role),
    params: checkParameters(spec.parameters, { ...params, ...page }),
    now: LAB_NOW,
  });
  return fieldsOf(JSON.stringify({ ...answer, RequestId: "5a9b8c7d-0000-4000-8000-000000000001" }));
}

function credentialOf(role: Role): (typeof TENANT.credentials)[number] {
  const credential = TENANT.credentials.find(({ roles }) => roles.includes(role));
  if (credential === undefined) {
    throw new Error(`the tenant has no ${role}`);
  }
  return credential;
}

function fieldsOf(text: string): WireObject {
  const value = readWireJson(text)?.value;
  if (!(value instanceof WireObject)) {
    throw new TypeError("an honest answer is an object");
  }
  return value;
}

function cut(stream: Stream, answer: WireObject): WireObject {
  const list = listField(stream);
  const records = recordsOf(stream, answer);
  if (list === undefined || records.length <= RECORDS_MAX) {
    return answer;
  }
  const shorter = answer.with(list, records.slice(0, RECORDS_MAX));
  const total = answer.get(stream.paging?.totalField ?? "");
  return total === undefined || stream.paging === undefined
    ? shorter
    : shorter.with(stream.paging.totalField, countLike(total, RECORDS_MAX));
}

function withoutIds(honest: HonestAnswer): HonestAnswer {
  const answers = honest.answers.map((answer) => {
    const list = listField(honest.stream) ?? "";
    const records = recordsOf(honest.stream, answer);
    return records.length === 0 ? answer : answer.with(list, records.map(withoutId));
  });
  return { ...honest, title: `${honest.title}, without Ids`, answers };
}

function withoutId(record: WireJson): WireJson {
  return record instanceof WireObject ? record.without("Id") : record;
}

const SAMPLE_OF: Readonly<Record<string, string>> = {
  partner_bill_by_region: "describe-bill-summary-by-region.json",
  partner_bill_by_pay_mode: "describe-bill-summary-by-pay-mode.json",
  customer_bill_by_product: "describe-bill-summary-by-product.json",
  customer_bill_by_project: "describe-bill-summary-by-project.json",
  customer_bill_by_tag: "describe-bill-summary-by-tag.json",
  customer_bill_detail: "describe-bill-detail.json",
  payer_bill_by_region: "billing-describe-bill-summary-by-region.json",
};

// The samples answer for a month and a UIN of their own: the slice is theirs.
async function vendorSamples(stream: Stream): Promise<readonly HonestAnswer[]> {
  const file = SAMPLE_OF[stream.name];
  if (file === undefined || !(await readdir(VENDOR_DIR)).includes(file)) {
    return [];
  }
  const answer = fieldsOf(await readFile(join(VENDOR_DIR, file), "utf8")).get("Response");
  if (!(answer instanceof WireObject)) {
    throw new TypeError(`${file} has no Response`);
  }
  const uin = stream.name === "customer_bill_detail" ? "132" : "200000000002";
  const month = stream.name === "payer_bill_by_region" ? "2021-11" : "2023-01";
  const asked = { uin, month, tagKeys: ["dev_tag_key"], customerUins: CUSTOMERS };
  return [{ title: `vendor's ${file}`, stream, ...asked, answers: [answer] }];
}
