import { type Kysely, sql } from "kysely";
import {
  createFactTable,
  dropFactTable,
  type FactColumn,
} from "../src/warehouse/postgres/ddl/create-fact-table.ts";

const TIME = "timestamptz";
const COLUMNS: readonly FactColumn[] = [
  ["payer_account_id", "text", "UIN of the payer, the reseller. Source: PayerAccountId."],
  [
    "operator_account_id",
    "text",
    "UIN or CAM role id of who operated; can exceed 2^53. Source: OperatorAccountId.",
  ],
  ["product_name", "text", "Product label. Source: ProductName."],
  [
    "billing_mode",
    "text",
    "Pay mode as text, not as code: Monthly subscription, Pay-As-You-Go resources, Standard RI … Source: BillingMode.",
  ],
  ["project_name", "text", "Project label. Source: ProjectName."],
  ["region", "text", "Region label, byte for byte (may contain U+00A0). Source: Region."],
  ["availability_zone", "text", "Zone label. Source: AvailabilityZone."],
  ["instance_id", "text", "Resource id. Source: InstanceId."],
  ["instance_name", "text", "Resource alias that users can change. Source: InstanceName."],
  ["sub_product_name", "text", "Sub-product label. Source: SubProductName."],
  ["transaction_type", "text", "Transaction type as text, not as code. Source: TransactionType."],
  [
    "transaction_id",
    "text",
    "Number of the settlement that lines may share. Source: TransactionId.",
  ],
  ["transaction_time", TIME, "When it was deducted; UTC+8 on the wire. Source: TransactionTime."],
  ["usage_start_time", TIME, "When the usage began; UTC+8 on the wire. Source: UsageStartTime."],
  ["usage_end_time", TIME, "When the usage ended; UTC+8 on the wire. Source: UsageEndTime."],
  ["component_type", "text", "Component class. Source: ComponentType."],
  ["component_name", "text", "Component. Source: ComponentName."],
  ["component_list_price", "numeric", "List price of one unit. Source: ComponentListPrice."],
  [
    "component_price_measurement_unit",
    "text",
    "Unit of that price, such as USD/GiB/Second. Source: ComponentPriceMeasurementUnit.",
  ],
  ["component_usage", "numeric", "Quantity. Source: ComponentUsage."],
  ["component_usage_unit", "text", "Unit of the quantity. Source: ComponentUsageUnit."],
  ["usage_duration", "numeric", "Duration. Source: UsageDuration."],
  ["duration_unit", "text", "Unit of the duration. Source: DurationUnit."],
  ["original_cost", "numeric", "List price × usage × duration, in currency. Source: OriginalCost."],
  [
    "discount_rate",
    "numeric",
    "Partner discount, retired by the vendor; partner lines only. Source: DiscountRate.",
  ],
  [
    "customer_discount_rate",
    "numeric",
    "Discount that the reseller set for this customer; partner lines only. Source: CustomerDiscountRate.",
  ],
  ["currency", "text", "Currency code. Source: Currency."],
  [
    "total_amount_after_discount",
    "numeric",
    "After discount, before voucher; partner lines only. Source: TotalAmountAfterDiscount.",
  ],
  [
    "voucher_deduction",
    "numeric",
    "Part paid by voucher; partner lines only. Source: VoucherDeduction.",
  ],
  ["total_cost", "numeric", "Charged amount, in currency. Source: TotalCost."],
  [
    "tags",
    "jsonb",
    "Tags of the resource as [{TagKey, TagValue}]; customer lines only. Source: Tags.",
  ],
];

export async function up(db: Kysely<unknown>): Promise<void> {
  await createFactTable(db, {
    name: "bill_detail",
    meaning:
      "Every bill line. The partner's and the customer's view of a bill share the table, told apart by source_action: add up one, never both. Sources: intlpartnersmgt DescribeCustomerBillDetail, DescribeBillDetail.",
    uinColumn: "customer_uin",
    key: [["source_action", "text", "The API action that sent the line."]],
    columns: COLUMNS,
    hasLineId: true,
    isPartitioned: true,
  });
  await sql`create index on billing.bill_detail (instance_id)`.execute(db);
  await createPartitionFunction(db);
}

export async function down(db: Kysely<unknown>): Promise<void> {
  await sql`drop function billing_ops.ensure_month_partition(text, date)`.execute(db);
  await dropFactTable(db, "bill_detail");
}

// Owned by the schema's owner, so that the role that loads need not own the table. CREATE then
// ATTACH: unlike CREATE … PARTITION OF it does not lock readers of the table out, and lock_timeout
// keeps it from queueing in front of them.
async function createPartitionFunction(db: Kysely<unknown>): Promise<void> {
  await sql`
    create function billing_ops.ensure_month_partition(parent text, month date) returns boolean
    language plpgsql security definer set search_path = pg_catalog, pg_temp
    as $function$
    declare
      partition text := parent || to_char(month, '"_"YYYY"_"MM');
      meaning text := format('Partition of billing.%s for the bill month %s.', parent, to_char(month, 'YYYY-MM'));
    begin
      if not exists (
        select from pg_partitioned_table p
        join pg_class c on c.oid = p.partrelid
        join pg_namespace n on n.oid = c.relnamespace
        where n.nspname = 'billing' and c.relname = parent
      ) then
        raise exception 'billing.% is not partitioned by month', parent;
      end if;
      if exists (select from pg_tables where schemaname = 'billing' and tablename = partition) then
        return false;
      end if;
      perform pg_advisory_xact_lock(hashtext('billing_ops.ensure_month_partition'));
      -- Not by to_regclass: it would answer from a cache that does not know yet what the other did.
      if exists (select from pg_tables where schemaname = 'billing' and tablename = partition) then
        return false;
      end if;
      perform set_config('lock_timeout', '10s', true);
      execute format('create table billing.%I (like billing.%I including all)', partition, parent);
      execute format('comment on table billing.%I is %L', partition, meaning);
      execute format(
        'alter table billing.%I attach partition billing.%I for values from (%L) to (%L)',
        parent, partition, date_trunc('month', month)::date,
        (date_trunc('month', month) + interval '1 month')::date
      );
      return true;
    end
    $function$`.execute(db);
  await sql`comment on function billing_ops.ensure_month_partition(text, date) is
    'Makes the partition of billing.<parent> for a month; false when it was there.'`.execute(db);
}
