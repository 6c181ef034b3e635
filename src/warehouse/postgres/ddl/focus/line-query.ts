// Bills are found through billing_ops.slice, a table that the planner has figures of, and their lines by
// the primary key; asked of billing_mart.line_source, a view, it would expect one line. IS TRUE keeps
// the questions after what is chosen hashes. What names are is looked up once a query: a join would be
// free to look it up once a line.
const LINES = `
  with charge_type as materialized (select * from billing_ops.focus_charge_type_of_name),
    service as materialized (select * from billing_ops.focus_service_of_name),
    region as materialized (select * from billing_ops.focus_region_of_name),
    customer as materialized (select customer_uin, customer_name from billing_mart.customer)
  select b.*, t.role as perspective, leg.is_voucher,
    case when leg.is_voucher then -b.voucher_deduction
      when focus.voucher_mode() = 'net' then coalesce(b.total_cost, 0)
      else trim_scale(coalesce(b.total_cost, 0) + coalesce(b.voucher_deduction, 0)) end as billed,
    case when leg.is_voucher then -b.voucher_deduction else b.original_cost end as original,
    case when leg.is_voucher then 'Credit' else coalesce(c.charge_category, 'Adjustment') end
      as category,
    c.charge_category is null as is_type_unknown, c.code as transaction_type_code,
    c.charge_frequency, c.correction, c.pricing_category,
    case when not leg.is_voucher then c.commitment_category end as commitment_category,
    c.commitment_type,
    b.bill_month::timestamp at time zone 'Asia/Shanghai' as period_start,
    (b.bill_month + interval '1 month') at time zone 'Asia/Shanghai' as period_end,
    b.usage_duration is not null and (b.component_price_measurement_unit like '%/%/%'
      or coalesce(b.component_price_measurement_unit, '') not like '%/%') as is_timed,
    v.code as product_code, v.label as product_label, v.service_category, v.service_subcategory,
    r.code as region_code, r.label as region_label, r.is_known as is_region_known,
    r.region_id as region_api_code, ${userBeforeSeed("type", "resource_type")} as resource_type,
    ${userBeforeSeed("unit", "singular")} as unit_singular,
    ${userBeforeSeed("unit", "plural")} as unit_plural,
    ${userBeforeSeed("time", "plural")} as time_plural, k.customer_name,
    a.uin as account_uin, nullif(a.display_name, '') as display_name,
    nullif(a.invoice_issuer, '') as invoice_issuer
  from billing_ops.slice z
    join billing.bill_detail b on b.account = z.account and b.customer_uin = z.uin
      and b.bill_month = z.bill_month
    left join billing_ops.stream t on t.name = z.stream
    left join billing.account a on a.account = b.account
    left join customer k on k.customer_uin = b.customer_uin
    left join charge_type c on c.name = b.transaction_type
    left join service v on v.name = b.product_name
    left join region r on r.name = b.region
    ${bySource("type", "resource_type", "id_prefix", "split_part(b.instance_id, '-', 1)")}
    ${bySource("unit", "unit", "vendor_unit", "lower(b.component_usage_unit)")}
    ${bySource("time", "unit", "vendor_unit", "lower(b.duration_unit)")}
    cross join (values (false), (true)) leg (is_voucher)
  where (not leg.is_voucher or (b.voucher_deduction <> 0 and focus.voucher_mode() <> 'net'))
    and ((z.account, z.stream, z.uin, z.bill_month) in (
      select account, stream, customer_uin, bill_month from billing_mart.line_source)) is true
    and ((z.stream, b.source_action) in (
      select name, action from billing_ops.stream where main_table = 'bill_detail')) is true`;

function userBeforeSeed(alias: string, column: string): string {
  return `coalesce(user_${alias}.${column}, seed_${alias}.${column})`;
}

// By primary key, twice.
function bySource(alias: string, table: string, key: string, value: string): string {
  return ["user", "seed"]
    .map(
      (source) => `left join focus.${table} ${source}_${alias}
      on ${source}_${alias}.source = '${source}' and ${source}_${alias}.${key} = ${value}`,
    )
    .join(" ");
}

/**
 * The rows of FOCUS, before they get its column names: each bill line, and once more as a Credit where
 * a voucher paid a part of it. Layers, so that each figure is said once; the planner merges them, and
 * conditions on the month and the customer reach the partitions and indexes of `billing.bill_detail`.
 */
export const LINE_QUERY = layer("priced", quantified(), {
  list_unit_price: `case
    when priced.quantity is null then null
    when ${isProduct("priced.component_list_price", "priced.quantity", "priced.list_cost")}
      then priced.component_list_price
    when priced.quantity <> 0 then ${derivedPrice("priced.list_cost")}
    else 0 end`,
  contracted_unit_price: `case
    when priced.quantity is null then null
    when ${isProduct("priced.rated_price", "priced.quantity", "priced.contracted_cost")}
      then trim_scale(priced.rated_price)
    when priced.contracted_cost * priced.quantity > 0
      then ${derivedPrice("priced.contracted_cost")}
    when priced.contracted_cost = 0 then 0 end`,
});

// The vendor's amounts have eight decimals: a product that fits but for what it rounded off is its own.
function isProduct(price: string, quantity: string, cost: string): string {
  return `${price} >= 0 and abs(${price} * ${quantity} - ${cost}) < 0.00000001`;
}

// As many decimals as DECIMAL(38, 18) has, which tools read numbers into.
function derivedPrice(cost: string): string {
  return `trim_scale(round(${cost} / priced.quantity, 18))`;
}

// The sign is the amount's, so that prices are never negative. A purchase or usage of which the vendor
// says no quantity is one unit of what it costs.
function quantified(): string {
  return layer("sized", sized(), {
    quantity: `case
      when not sized.is_priced then null
      when sized.list_amount = 0 and sized.net_amount = 0 then coalesce(sized.raw_quantity, 1)
      else coalesce(nullif(sign(sized.list_amount), 0), sign(sized.net_amount))
        * coalesce(nullif(abs(sized.raw_quantity), 0), 1) end`,
    is_quantity_assumed: `sized.is_priced and (sized.raw_quantity is null
      or (sized.raw_quantity = 0 and (sized.list_amount <> 0 or sized.net_amount <> 0)))`,
    list_cost: "case when sized.is_priced then sized.list_amount else sized.billed end",
    contracted_cost: "case when sized.is_priced then sized.net_amount else sized.billed end",
    rated_price: `sized.component_list_price * case when sized.perspective = 'partner'
      then coalesce(sized.customer_discount_rate, 1) else 1 end`,
  });
}

// Usage and purchases have a price by definition. An adjustment has one if the vendor's figures are one.
function sized(): string {
  return layer("measured", measured(), {
    is_priced: `measured.category in ('Usage', 'Purchase') or (not measured.is_voucher
      and coalesce(measured.component_list_price >= 0 and abs(measured.component_list_price
        * abs(measured.raw_quantity) - abs(measured.list_amount)) < 0.00000001, false))`,
  });
}

// A price per unit, as USD/GB, is for the unit, however long it was used; USD/GB/Second, and a price
// whose unit is not said, for the unit and the time.
function measured(): string {
  return layer("line", LINES, {
    list_amount: "coalesce(line.original, line.billed)",
    net_amount: `case
      when line.is_voucher then line.billed
      when line.perspective = 'partner'
        then coalesce(line.total_amount_after_discount, line.billed)
      else coalesce(line.original, line.billed) end`,
    raw_quantity: `case when line.is_timed then trim_scale(line.component_usage * line.usage_duration)
      else line.component_usage end`,
    charge_start: "coalesce(line.usage_start_time, line.transaction_time, line.period_start)",
    charge_end: `case when extract(second from line.usage_end_time) = 59
      then line.usage_end_time + interval '1 second' else line.usage_end_time end`,
  });
}

function layer(name: string, query: string, added: Readonly<Record<string, string>>): string {
  const columns = Object.entries(added).map(([column, value]) => `${value} as ${column}`);
  return `select ${name}.*, ${columns.join(",\n")} from (${query}) ${name}`;
}
