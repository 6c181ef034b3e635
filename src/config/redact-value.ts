// A SecretId, a URL with a password, or a long word with digits in it (action names have none).
const LIKE_A_CREDENTIAL = /AKID|\/\/[^/]*@|(?=[A-Za-z+/_-]*\d)[A-Za-z0-9+/_-]{32,}/;

/** A secret as it may be shown: its last 4 characters, or `***` where those would give away too much of it. */
export function redactSecret(secret: string): string {
  return secret.length < 12 ? "***" : `…${secret.slice(-4)}`;
}

/** A URL with its password, in front of the host or in the query, replaced by `***`; `***` for what is no URL. */
export function redactUrl(text: string): string {
  if (!URL.canParse(text)) {
    return "***";
  }
  const url = new URL(text);
  if (url.password !== "") {
    url.password = "***";
  }
  const names = new Set(url.searchParams.keys());
  for (const name of names) {
    if (/password|secret|token|key/i.test(name)) {
      url.searchParams.set(name, "***");
    }
  }
  return url.href;
}

/**
 * The value of a variable that is no secret, short enough for one line. What looks like a credential
 * is redacted all the same: people put the right value into the wrong variable.
 */
export function redactText(value: string): string {
  if (LIKE_A_CREDENTIAL.test(value)) {
    return redactSecret(value);
  }
  return value.length > 80 ? `${value.slice(0, 80)}…` : value;
}

/** The value of a `_FILE` variable: shown where it reads as a path, else redacted, for it may be the secret itself. */
export function redactPath(path: string): string {
  const isPath = /^(\.{0,2}[\\/]|~|[A-Za-z]:[\\/])/.test(path) && !path.includes("://");
  return isPath ? path : redactSecret(path);
}

/** The value of a variable that nobody knows: shown only where neither its name nor its length hints at a secret. */
export function redactUnknown(name: string, value: string): string {
  const isSuspect = /SEC|KEY|TOK|PASS|URL|CRED|ID(_|$)/i.test(name) || value.length > 20;
  return isSuspect ? redactSecret(value) : redactText(value);
}
