const SECRET_NAME = /(SECRET_ID|SECRET_KEY|TOKEN|BILLING_PING_URL|BILLING_LOGIN_PASSWORD)$/;

/** What in an environment is a secret by its name, right or wrong: a misread one is one all the same. */
export function secretsIn(env: Readonly<Record<string, string | undefined>>): readonly string[] {
  return Object.entries(env).flatMap(([name, value]) =>
    SECRET_NAME.test(name) && value !== undefined && value.trim() !== "" ? [value.trim()] : [],
  );
}
