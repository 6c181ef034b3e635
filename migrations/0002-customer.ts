import { type Kysely, sql } from "kysely";
import { comment } from "../src/warehouse/postgres/ddl/comment.ts";
import {
  createStagingTable,
  type FactColumn,
  STAGING_COLUMNS,
} from "../src/warehouse/postgres/ddl/create-fact-table.ts";

const UIN: FactColumn = [
  "customer_uin",
  "text",
  "The customer's UIN, trimmed. Source: CustomerUin.",
];

const INFO: readonly FactColumn[] = [
  ["name", "text", "Display name. Source: DescribeCustomerInfo.Name."],
  ["mark", "text", "The partner's remark. Source: Mark."],
  ["bind_time", "timestamptz", "Bound to the partner since; UTC+8 on the wire. Source: BindTime."],
  ["account_status", "text", "0 normal, 1 forced, 2 in arrears. Source: AccountStatus."],
  [
    "auth_status",
    "text",
    "Identity check: -999 none, -1 no file, 0 pending, 2 error, 3 passed. Source: AuthStatus.",
  ],
  ["auth_type", "bigint", "-1 unknown, 0 person, 1 enterprise. Source: AuthType."],
  [
    "cid_register_time",
    "timestamptz",
    "When the cid was registered; UTC+8 on the wire. Source: CidRegisterTime.",
  ],
  [
    "uin_register_time",
    "timestamptz",
    "When the UIN was registered; UTC+8 on the wire. Source: UinRegisterTime.",
  ],
  [
    "auth_pass_time",
    "timestamptz",
    "When the identity check passed; UTC+8 on the wire. Source: AuthPassTime.",
  ],
  ["has_expense", "bigint", "1 when the customer has consumption. Source: HasExpense."],
];

const CUSTOMER: readonly FactColumn[] = [
  ["account", "text", "The partner account whose customer it is."],
  UIN,
  ...INFO,
  ["first_seen_at", "timestamptz", "When the account's list first showed the customer."],
  ["last_seen_at", "timestamptz", "When the list last showed it."],
  ["unbound_at", "timestamptz", "Since when the list no longer shows it; NULL while it does."],
  [
    "extra",
    "jsonb",
    "Fields of the customer list that this version does not know, by API name; NULL when none.",
  ],
  [
    "info_extra",
    "jsonb",
    "The same for DescribeCustomerInfo; $raw holds raw texts of values that could not be stored.",
  ],
  ["content_hash", "uuid", "Hash of what the list says."],
  ["info_hash", "uuid", "Hash of what DescribeCustomerInfo says."],
  ["run_id", "bigint", "The run that last changed this row."],
  ["loaded_at", "timestamptz", "When this row's content last changed."],
];

const ACCOUNT: readonly FactColumn[] = [
  ["account", "text", "The configured account's name."],
  ["uin", "text", "Its own UIN, where configured."],
  ["roles", "text[]", "What its credential may read: partner, customer, payer."],
  ["display_name", "text", "Its name in reports and FOCUS (BILLING_NAME)."],
  ["invoice_issuer", "text", "Who issues its invoices (BILLING_INVOICE_ISSUER)."],
  ["loaded_at", "timestamptz", "When a run last saved it."],
];

const NOT_NULL = new Set([
  "account",
  "customer_uin",
  "first_seen_at",
  "last_seen_at",
  "run_id",
  "loaded_at",
  "roles",
]);

export async function up(db: Kysely<unknown>): Promise<void> {
  await createTable(db, "customer", CUSTOMER, ["account", "customer_uin"]);
  await comment(
    db,
    "billing.customer",
    "Every customer that an account's list ever showed. Rows are never deleted.",
    CUSTOMER,
  );
  await createStagingTable(db, "customer", [
    ...STAGING_COLUMNS,
    UIN,
    ...INFO,
    ["extra", "jsonb", "As in the table."],
    ["content_hash", "uuid", "As in the table."],
  ]);
  await createTable(db, "account", ACCOUNT, ["account"]);
  await comment(db, "billing.account", "The configured accounts, without their secrets.", ACCOUNT);
}

export async function down(db: Kysely<unknown>): Promise<void> {
  await sql`drop table billing.account, billing_ops.stage_customer, billing.customer`.execute(db);
}

async function createTable(
  db: Kysely<unknown>,
  name: string,
  columns: readonly FactColumn[],
  key: readonly string[],
): Promise<void> {
  const definitions = columns.map(
    ([column, type]) =>
      sql`${sql.ref(column)} ${sql.raw(type)}${sql.raw(NOT_NULL.has(column) ? " not null" : "")}`,
  );
  await sql`create table ${sql.table(`billing.${name}`)} (
    ${sql.join(definitions)}, primary key (${sql.join(key.map((column) => sql.ref(column)))})
  )`.execute(db);
}
