/**
 * The URL of the same database for another login, with its password where one is given; undefined for
 * a URL without a host, which no other machine could use. Pure.
 */
export function loginUrl(
  databaseUrl: string,
  login: string,
  password: string | undefined,
): string | undefined {
  if (!URL.canParse(databaseUrl)) {
    return undefined;
  }
  const url = new URL(databaseUrl);
  url.username = encodeURIComponent(login);
  url.password = password === undefined ? "" : encodeURIComponent(password);
  for (const name of ["user", "password"]) {
    url.searchParams.delete(name);
  }
  return url.href;
}
