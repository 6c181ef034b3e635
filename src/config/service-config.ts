import { z } from "zod";
import type { Config, HttpAddress } from "./config.ts";
import type { EnvReader } from "./env-reader.ts";
import { VARIABLES, type VariableName } from "./known-variables.ts";
import { readSecret } from "./read-secret.ts";
import { redactSecret } from "./redact-value.ts";

/** Seven days. A run that may take longer needs no limit; a timer could not hold 25 days anyway. */
const RUN_MINUTES_MAX = 10_080;

export type ServiceSettings = Pick<
  Config,
  | "openMonths"
  | "monthRules"
  | "cron"
  | "timezone"
  | "maxRunMinutes"
  | "httpAddress"
  | "pingUrl"
  | "tencentOrigin"
  | "log"
>;

/**
 * Reads what the runs and the service around them go by. What is wrong is reported, and stands as
 * its default in the result, which is then not to be used.
 */
export function readService(
  reader: EnvReader,
  isCron: (expression: string) => boolean,
): ServiceSettings {
  const cronSchema = z.string().refine(isCron, "must be a cron expression, such as 30 9 * * *");
  const maxRunMinutes = reader.parsed("BILLING_MAX_RUN_MINUTES", runMinutes());
  const tencentOrigin = reader.parsed("BILLING_TENCENT_ORIGIN", origin());
  const pingUrl = readPingUrl(reader);
  const format = reader.parsed("BILLING_LOG_FORMAT", LOG_FORMAT);
  return {
    openMonths: withDefault(reader, "BILLING_OPEN_MONTHS", wholeNumber(1, 36)) ?? 0,
    monthRules: {
      closeFromDay: withDefault(reader, "BILLING_CLOSE_FROM_DAY", wholeNumber(5, 28)) ?? 0,
      watchMonths: withDefault(reader, "BILLING_WATCH_MONTHS", wholeNumber(0, 36)) ?? 0,
    },
    cron: withDefault(reader, "BILLING_CRON", cronSchema) ?? "",
    timezone: withDefault(reader, "BILLING_TIMEZONE", TIME_ZONE) ?? "",
    httpAddress: withDefault(reader, "BILLING_HTTP_ADDRESS", httpAddress()) ?? NOWHERE,
    ...(maxRunMinutes === undefined ? {} : { maxRunMinutes }),
    ...(pingUrl === undefined ? {} : { pingUrl }),
    ...(tencentOrigin === undefined ? {} : { tencentOrigin }),
    log: {
      level: withDefault(reader, "BILLING_LOG_LEVEL", LOG_LEVEL) ?? "info",
      ...(format === undefined ? {} : { format }),
    },
  };
}

const NOWHERE: HttpAddress = { host: "", port: 0 };

const LOG_LEVEL = z.enum(
  ["debug", "info", "warn", "error"],
  "must be one of debug, info, warn, error",
);

const LOG_FORMAT = z.enum(["pretty", "json"], "must be pretty or json");

const TIME_ZONE = z
  .string()
  .refine(isTimeZone, "must be a time zone that this system knows, such as Asia/Shanghai");

function wholeNumber(min: number, max: number): z.ZodType<number> {
  const rule = `must be a whole number from ${min} to ${max}`;
  const number = z.int(rule).min(min, rule).max(max, rule);
  return z.string().regex(/^\d+$/, rule).transform(Number).pipe(number);
}

function runMinutes(): z.ZodType<number> {
  const rule = `must be a number of minutes above 0, up to ${RUN_MINUTES_MAX}`;
  const number = z.number(rule).positive(rule).max(RUN_MINUTES_MAX, rule);
  return z
    .string()
    .regex(/^\d+(\.\d+)?$/, rule)
    .transform(Number)
    .pipe(number);
}

function httpAddress(): z.ZodType<HttpAddress> {
  const rule = "must be host:port, such as 127.0.0.1:9464, [::1]:9464 or 0.0.0.0:9464";
  return z
    .string()
    .regex(/^([^\s:/[\]@]+|\[[0-9a-f:.]+\]):\d{1,5}$/i, rule)
    .transform((text) => {
      const colon = text.lastIndexOf(":");
      return {
        host: text.slice(0, colon).replace(/^\[|\]$/g, ""),
        port: Number(text.slice(colon + 1)),
      };
    })
    .refine((address) => address.port <= 65_535, rule);
}

function origin(): z.ZodType<string> {
  const rule = "must be http(s)://host or http(s)://host:port, without a path";
  return z
    .url({ protocol: /^https?$/, error: rule })
    .refine((text) => new URL(text).href === `${new URL(text).origin}/`, rule)
    .transform((text) => new URL(text).origin);
}

function readPingUrl(reader: EnvReader): string | undefined {
  const value = readSecret(reader, "BILLING_PING_URL");
  if (value === undefined || z.url({ protocol: /^https?$/ }).safeParse(value).success) {
    return value;
  }
  reader.report({
    variable: "BILLING_PING_URL",
    rule: "must be an http:// or https:// URL",
    value: redactSecret(value),
  });
  return undefined;
}

function withDefault<T>(
  reader: EnvReader,
  name: VariableName,
  schema: z.ZodType<T>,
): T | undefined {
  const variable = VARIABLES[name];
  return reader.parsed(name, schema, "defaultText" in variable ? variable.defaultText : undefined);
}

function isTimeZone(timeZone: string): boolean {
  try {
    return new Intl.DateTimeFormat("en", { timeZone }).resolvedOptions().timeZone !== "";
  } catch {
    return false;
  }
}
