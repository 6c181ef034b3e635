/** The group roles of one Billhouse database; nobody logs in as one of them. */
export type RoleNames = {
  /** Owns the schemas and what is in them, and migrates. */
  readonly owner: string;
  /** Writes bills and bookkeeping. */
  readonly loader: string;
  /** Reads marts and FOCUS. */
  readonly reader: string;
  /** Reads what is its login's own. */
  readonly customer: string;
};

/** The kinds of login that can be made, each named after the group role it belongs to. */
export type LoginKind = keyof RoleNames;

const OWNER = "billhouse_owner";

/**
 * The roles' names. Roles belong to the whole server, so that two databases on it share them unless
 * one has a prefix.
 */
export function roleNames(prefix: string): RoleNames {
  return {
    owner: `${prefix}${OWNER}`,
    loader: `${prefix}billhouse_loader`,
    reader: `${prefix}bi_reader`,
    customer: `${prefix}billing_customer`,
  };
}

/** The prefix that the owner of the schemas was named with; undefined where that is another role. */
export function prefixOf(schemaOwner: string | undefined): string | undefined {
  return schemaOwner?.endsWith(OWNER) === true ? schemaOwner.slice(0, -OWNER.length) : undefined;
}
