/** `url` with another database of the same server, and another role where one is given. */
export function withDatabase(
  url: string,
  database: string,
  role?: { readonly name: string; readonly password: string },
): string {
  const changed = new URL(url);
  changed.pathname = `/${encodeURIComponent(database)}`;
  if (role !== undefined) {
    changed.username = encodeURIComponent(role.name);
    changed.password = encodeURIComponent(role.password);
  }
  return changed.href;
}
