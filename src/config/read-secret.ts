import type { EnvReader } from "./env-reader.ts";
import { redactPath, redactSecret } from "./redact-value.ts";

/**
 * Reads a secret from its variable, or from the file that `<NAME>_FILE` names without the line break
 * at its end; undefined where unset or, once reported, wrong.
 *
 * Spaces and quotes that came along with a copy are told rather than removed: guessing wrong would
 * end as a refused signature, hours later.
 */
export function readSecret(reader: EnvReader, name: string): string | undefined {
  const fileVariable = `${name}_FILE`;
  const path = reader.text(fileVariable);
  if (path === undefined) {
    return checked(reader, name, reader.raw(name));
  }
  if (reader.isSet(name)) {
    reader.report({ variable: fileVariable, rule: `cannot be set together with ${name}` });
    return undefined;
  }
  return checked(reader, fileVariable, readSecretFile(reader, fileVariable, path));
}

/** Whether the secret, or the file that holds it, is named at all. */
export function isSecretSet(reader: EnvReader, name: string): boolean {
  return reader.isSet(name) || reader.isSet(`${name}_FILE`);
}

function readSecretFile(reader: EnvReader, variable: string, path: string): string | undefined {
  try {
    return reader.readFile(path).replace(/(\r?\n)+$/, "");
  } catch (error) {
    // Only the code: the message repeats the path, which may be a secret put into the wrong variable.
    const code = error instanceof Error && "code" in error ? ` (${String(error.code)})` : "";
    const rule = `names a file that cannot be read${code}`;
    reader.report({ variable, rule, value: redactPath(path) });
    return undefined;
  }
}

function checked(
  reader: EnvReader,
  variable: string,
  secret: string | undefined,
): string | undefined {
  if (secret === undefined) {
    return undefined;
  }
  const stray = secret.search(/[^\x21-\x7e]/);
  if (secret.trim() === "") {
    reader.report({ variable, rule: "names an empty file" });
  } else if (/^(["']).*\1$/s.test(secret)) {
    const value = redactSecret(secret.slice(1, -1));
    reader.report({ variable, rule: "must not stand in quotes", value });
  } else if (stray >= 0) {
    const rule = "must be printable ASCII without spaces or line breaks";
    reader.report({ variable, rule, hint: `character ${stray + 1} of ${secret.length} is not` });
  } else {
    return secret;
  }
  return undefined;
}
