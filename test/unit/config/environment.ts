import { validate } from "node-cron";
import type { ConfigProblem } from "../../../src/config/config-error.ts";
import { ConfigError } from "../../../src/config/config-error.ts";
import type { Config } from "../../../src/config/config.ts";
import type { Environment } from "../../../src/config/env-reader.ts";
import { readConfig } from "../../../src/config/read-config.ts";

const STREAMS = [
  { name: "customer", role: "partner" },
  { name: "partner_bill_by_region", role: "partner" },
  { name: "customer_bill_detail", role: "customer" },
  { name: "payer_bill_by_region", role: "payer" },
] as const;

const LANES = [
  { service: "intlpartnersmgt", action: "DescribeCustomerUin", callsPerSecond: 10 },
  { service: "intlpartnersmgt", action: "DescribeBillSummaryByRegion", callsPerSecond: 5 },
  { service: "intlpartnersmgt", action: "DescribeBillDetail", callsPerSecond: 3 },
  { service: "billing", action: "DescribeBillSummaryByRegion", callsPerSecond: 20 },
];

/** A credential that is complete and valid. */
export const CREDENTIAL = {
  TENCENTCLOUD_SECRET_ID: "AKIDexampleexampleexample0001",
  TENCENTCLOUD_SECRET_KEY: "keyexampleexampleexample00000001",
} as const;

/** Reads a configuration in a system where only `files` exist. */
export function configOf(env: Environment, files: Readonly<Record<string, string>> = {}): Config {
  return readConfig(env, {
    streams: STREAMS,
    lanes: LANES,
    toleranceNames: ["R1", "R3", "R3.region", "R7", "R7.region", "R7.ratio"],
    isCron: validate,
    readFile: (path) => {
      const text = files[path];
      if (text === undefined) {
        throw Object.assign(new Error(`ENOENT: no such file, open '${path}'`), { code: "ENOENT" });
      }
      return text;
    },
  });
}

/** The problems of a configuration; none where it is accepted. */
export function problemsOf(
  env: Environment,
  files: Readonly<Record<string, string>> = {},
): readonly ConfigProblem[] {
  try {
    configOf(env, files);
    return [];
  } catch (error) {
    if (error instanceof ConfigError) {
      return error.problems;
    }
    throw error;
  }
}
