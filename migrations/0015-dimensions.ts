import { type Kysely, sql } from "kysely";
import { comment } from "../src/warehouse/postgres/ddl/comment.ts";
import { createView, type View } from "../src/warehouse/postgres/ddl/create-view.ts";

type Dimension = {
  readonly name: string;
  readonly meaning: string;
  readonly code: string;
  /** Codes and names with when they were loaded: what is there by now is learned at once. */
  readonly taught: readonly string[];
};

const DIMENSIONS: readonly Dimension[] = [
  {
    name: "product",
    meaning: "Products by code and name, learned from every summary that has both.",
    code: "Product code such as p_cvm. Source: BusinessCode, or GroupKey of a group by product.",
    taught: [
      "select business_code, business_code_name, loaded_at from billing.partner_bill_by_product",
      "select business_code, business_code_name, loaded_at from billing.customer_bill_by_group_product",
      "select group_key, group_name, loaded_at from billing.customer_bill_by_group where group_type = 'product'",
    ],
  },
  {
    name: "region",
    meaning: "Regions by code and name, learned from every summary that has both.",
    code: "Region code; 0 is other. Source: RegionId.",
    taught: [
      "select region_id, region_name, loaded_at from billing.partner_bill_by_region",
      "select region_id, region_name, loaded_at from billing.payer_bill_by_region",
    ],
  },
  {
    name: "transaction_type",
    meaning: "Transaction types by code and name, learned from every summary that has both.",
    code: "Transaction-type code such as prepay_purchase, an open set. Source: ActionType.",
    taught: ["select action_type, action_type_name, loaded_at from billing.partner_bill_by_action"],
  },
];

const UNKNOWN_NAME_COLUMNS = [
  ["account", "text not null", "The configured account."],
  ["stream", "text not null", "The stream of the lines."],
  ["uin", "text not null", "The UIN whose bill it is."],
  ["bill_month", "date not null", "First day of the bill month (UTC+8)."],
  [
    "dimension",
    "text not null check (dimension in ('product', 'region', 'transaction_type'))",
    "The table in schema billing that does not have the name.",
  ],
  ["name", "text not null", "The name, byte for byte."],
  ["lines", "bigint not null", "Lines of the slice that carry it."],
  ["amount", "numeric", "Exact sum of the charged amount of those lines."],
] as const;

const KNOWN_NAMES = DIMENSIONS.map(
  ({ name }) =>
    `select '${name}' as dimension, code, name, first_seen_at, last_seen_at from billing.${name}`,
).join(" union all ");

const UNKNOWN_NAME: View = {
  name: "billing_mart.unknown_name",
  meaning:
    "Names in bill lines that no summary has taught: they have no code. Counted when the lines were loaded.",
  columns: [
    ["dimension", "product, region or transaction_type: the table in schema billing."],
    ["name", "The name, byte for byte."],
    ["stream", "The stream of the lines."],
    ["lines", "Lines that carry it."],
    ["amount", "Exact sum of their charged amount."],
    ["bills", "Customer-months that have such lines."],
    ["first_month", "First day of the earliest bill month that has it."],
    ["last_month", "First day of the latest."],
  ],
  query: `
    select u.dimension, u.name, u.stream, sum(u.lines)::bigint, sum(u.amount), count(*),
      min(u.bill_month), max(u.bill_month)
    from billing_ops.unknown_name u
    where not exists (
      select from (${KNOWN_NAMES}) k where k.dimension = u.dimension and k.name = u.name)
    group by u.dimension, u.name, u.stream`,
};

const CODE_OF_NAME: View = {
  name: "billing_mart.code_of_name",
  meaning:
    "For each name of a product, region or transaction type the one code to join lines with, which carry names only: the code last seen with it.",
  columns: [
    ["dimension", "product, region or transaction_type."],
    ["name", "The name, as lines carry it. With dimension the key."],
    ["code", "The code last seen with it."],
    ["codes", "How many codes have had the name: over 1, code is a choice."],
  ],
  query: `
    select distinct on (dimension, name) dimension, name, code,
      count(*) over (partition by dimension, name)
    from (${KNOWN_NAMES}) k order by dimension, name, last_seen_at desc, first_seen_at desc, code`,
};

const NAME_OF_CODE: View = {
  name: "billing_mart.name_of_code",
  meaning:
    "For each code of a product, region or transaction type the one name to show: the one last seen with it.",
  columns: [
    ["dimension", "product, region or transaction_type."],
    ["code", "The code. With dimension the key."],
    ["name", "The name last seen with it."],
    ["names", "How many names the code has had, or has in different services."],
  ],
  query: `
    select distinct on (dimension, code) dimension, code, name,
      count(*) over (partition by dimension, code)
    from (${KNOWN_NAMES}) k order by dimension, code, last_seen_at desc, first_seen_at desc, name`,
};

const VIEWS = [UNKNOWN_NAME, CODE_OF_NAME, NAME_OF_CODE];

export async function up(db: Kysely<unknown>): Promise<void> {
  for (const dimension of DIMENSIONS) {
    await createDimension(db, dimension);
  }
  const columns = UNKNOWN_NAME_COLUMNS.map(
    ([name, type]) => sql`${sql.ref(name)} ${sql.raw(type)}`,
  );
  await sql`create table billing_ops.unknown_name (
    ${sql.join(columns)}, primary key (account, stream, uin, bill_month, dimension, name))`.execute(
    db,
  );
  await comment(
    db,
    "billing_ops.unknown_name",
    "Names in a slice's lines that no summary had taught when it was loaded. billing_mart.unknown_name leaves out those learned since.",
    UNKNOWN_NAME_COLUMNS,
  );
  await sql`create schema billing_mart`.execute(db);
  await sql`comment on schema billing_mart is 'Views for BI tools: what is there, what changed, what is missing.'`.execute(
    db,
  );
  for (const view of VIEWS) {
    await createView(db, view);
  }
}

// By code and name together: a code may be renamed, and two services may call it differently. Each
// of them stays, so that lines of every age find their code.
async function createDimension(db: Kysely<unknown>, dimension: Dimension): Promise<void> {
  const columns = [
    ["code", "text not null", dimension.code],
    ["name", "text not null", "Display name, byte for byte: lines carry it without the code."],
    ["first_seen_at", "timestamptz not null", "When a load first brought the code with the name."],
    [
      "last_seen_at",
      "timestamptz not null",
      "When a load last brought the code with the name, to within a day.",
    ],
  ] as const;
  const table = sql.table(`billing.${dimension.name}`);
  await sql`create table ${table} (
    ${sql.join(columns.map(([name, type]) => sql`${sql.ref(name)} ${sql.raw(type)}`))},
    primary key (code, name))`.execute(db);
  await sql`create index on ${table} (name)`.execute(db);
  await comment(db, `billing.${dimension.name}`, dimension.meaning, columns);
  const taught = dimension.taught.map((select) => sql.raw(select));
  await sql`insert into ${table} select code, name, min(loaded_at), max(loaded_at)
    from (${sql.join(taught, sql` union all `)}) as taught (code, name, loaded_at)
    where code <> '' and name <> '' group by code, name`.execute(db);
}

export async function down(db: Kysely<unknown>): Promise<void> {
  for (const { name } of VIEWS.toReversed()) {
    await sql`drop view ${sql.table(name)}`.execute(db);
  }
  await sql`drop schema billing_mart`.execute(db);
  await sql`drop table billing_ops.unknown_name`.execute(db);
  for (const { name } of DIMENSIONS.toReversed()) {
    await sql`drop table ${sql.table(`billing.${name}`)}`.execute(db);
  }
}
