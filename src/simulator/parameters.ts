import { ApiError } from "./api-error.ts";

/** What a request parameter may be. */
export type ParameterSpec = {
  readonly kind: "integer" | "text" | "integers" | "texts";
  readonly isRequired: boolean;
  /** Bounds of an integer, or of the length of a list. */
  readonly min?: number;
  readonly max?: number;
  readonly values?: readonly string[];
  /** The error of a bad type or value where the vendor has one of its own. */
  readonly code?: string;
};

type ParameterValue = string | number | readonly string[] | readonly number[];

/** The parameters of a call after checkParameters: named in the action's specs and of the types given there. */
export type CheckedParameters = ReadonlyMap<string, ParameterValue>;

/**
 * Checks a request body against an action's parameters as strictly as the vendor: unknown names are errors, numbers
 * in quotes too. A null counts as not sent. Throws ApiError.
 */
export function checkParameters(
  specs: Readonly<Record<string, ParameterSpec>>,
  body: Readonly<Record<string, unknown>>,
): CheckedParameters {
  const unknown = Object.keys(body).find((name) => !Object.hasOwn(specs, name));
  if (unknown !== undefined) {
    throw new ApiError("UnknownParameter", `The parameter \`${unknown}\` is not recognized.`);
  }
  const checked = new Map<string, ParameterValue>();
  for (const [name, spec] of Object.entries(specs)) {
    const value = body[name] ?? undefined;
    if (value !== undefined) {
      checked.set(name, checkValue(name, spec, value));
    } else if (spec.isRequired) {
      throw new ApiError("MissingParameter", `The request is missing the parameter \`${name}\`.`);
    }
  }
  return checked;
}

/** A text parameter, or undefined where it was not sent. */
export function readText(params: CheckedParameters, name: string): string | undefined {
  const value = params.get(name);
  return value === undefined || typeof value === "object" ? undefined : String(value);
}

/** A required text (or an integer's digits). Throws TypeError where the action's specs do not require it. */
export function requireText(params: CheckedParameters, name: string): string {
  const value = readText(params, name);
  if (value === undefined) {
    throw new TypeError(`${name} is read as required, and is not declared so`);
  }
  return value;
}

/** A required integer. */
export function requireInteger(params: CheckedParameters, name: string): number {
  return Number(requireText(params, name));
}

/** A list parameter's items as texts, or undefined where it was not sent. */
export function readTexts(params: CheckedParameters, name: string): readonly string[] | undefined {
  const value = params.get(name);
  return typeof value === "object" ? value.map(String) : undefined;
}

function checkValue(name: string, spec: ParameterSpec, value: unknown): ParameterValue {
  const check = CHECKS[spec.kind];
  return check(name, spec, value);
}

const ITEM_OF = { isRequired: true } as const;

const CHECKS: Readonly<
  Record<
    ParameterSpec["kind"],
    (name: string, spec: ParameterSpec, value: unknown) => ParameterValue
  >
> = {
  integer: checkInteger,
  text: checkText,
  integers: (name, spec, value) =>
    checkList(name, spec, value).map((item) =>
      checkInteger(name, { kind: "integer", ...ITEM_OF }, item),
    ),
  texts: (name, spec, value) =>
    checkList(name, spec, value).map((item) => checkText(name, { kind: "text", ...ITEM_OF }, item)),
};

function checkInteger(name: string, spec: ParameterSpec, value: unknown): number {
  if (typeof value !== "number" || !Number.isInteger(value)) {
    throw wrongType(name, spec, "an integer");
  }
  assertWithin(name, spec, value);
  return value;
}

function checkText(name: string, spec: ParameterSpec, value: unknown): string {
  if (typeof value !== "string") {
    throw wrongType(name, spec, "a string");
  }
  if (spec.values !== undefined && !spec.values.includes(value)) {
    const code = spec.code ?? "InvalidParameterValue";
    throw new ApiError(code, `The value of \`${name}\` is one of ${spec.values.join(", ")}.`);
  }
  return value;
}

function checkList(name: string, spec: ParameterSpec, value: unknown): readonly unknown[] {
  if (!Array.isArray(value)) {
    throw wrongType(name, spec, "a list");
  }
  assertWithin(name, spec, value.length);
  return value;
}

function assertWithin(name: string, spec: ParameterSpec, value: number): void {
  const { min = Number.NEGATIVE_INFINITY, max = Number.POSITIVE_INFINITY } = spec;
  if (value < min || value > max) {
    const code = spec.code ?? "InvalidParameterValue";
    const most = spec.max === undefined ? "" : ` and at most ${spec.max}`;
    throw new ApiError(code, `The value of \`${name}\` must be at least ${min}${most}.`);
  }
}

function wrongType(name: string, spec: ParameterSpec, wanted: string): ApiError {
  return new ApiError(
    spec.code ?? "InvalidParameter",
    `The parameter \`${name}\` must be ${wanted}.`,
  );
}
