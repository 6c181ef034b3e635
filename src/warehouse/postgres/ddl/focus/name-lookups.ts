import type { View } from "../create-view.ts";

// Every name that a line can carry: what summaries taught, with its code, and what a load found that
// none has taught. Small, so that patterns are tried on names and not on lines.
const namesOf = (dimension: string, seeded = ""): string => `
  select distinct on (n.name) n.name, n.code, lower(billing_mart.clean_label(n.name)) as label
  from (
    select name, code from billing_mart.code_of_name where dimension = '${dimension}'
    union all
    select name, null from billing_ops.unknown_name where dimension = '${dimension}'
    ${seeded}) n
  order by n.name, n.code`;

// Also of lines that were loaded before names were counted.
const NAMED_TYPES =
  "union all select match_value, null from focus.charge_type where match_by = 'name'";

const CHARGE_TYPE_OF_NAME: View = {
  name: "billing_ops.focus_charge_type_of_name",
  meaning:
    "For each transaction type that lines carry its row of focus.charge_type: your own before the seed's, by code before by name. Not for reading.",
  columns: [
    ["name", "The name, as lines carry it. The key."],
    ["code", "Its code; NULL where none was learned."],
    ["charge_category", "As in focus.charge_type; NULL where it has no row."],
    ["charge_frequency", "As in focus.charge_type."],
    ["correction", "As in focus.charge_type."],
    ["pricing_category", "As in focus.charge_type."],
    ["commitment_category", "As in focus.charge_type."],
    ["commitment_type", "As in focus.charge_type."],
  ],
  query: `
    select distinct on (n.name) n.name, n.code, t.charge_category, t.charge_frequency, t.correction,
      t.pricing_category, t.commitment_category, t.commitment_type
    from (${namesOf("transaction_type", NAMED_TYPES)}) n
      left join focus.charge_type t on lower(t.match_value) =
        case t.match_by when 'code' then lower(n.code) else n.label end
    order by n.name, t.source = 'user' desc nulls last, t.match_by`,
};

const SERVICE_OF_NAME: View = {
  name: "billing_ops.focus_service_of_name",
  meaning:
    "For each product that lines carry its row of focus.service: your own before the seed's, by code before by name, the longest pattern first. Not for reading.",
  columns: [
    ["name", "The name, as lines carry it. The key."],
    ["code", "Its code; NULL where none was learned."],
    ["label", "The name as people write it."],
    ["service_category", "As in focus.service; NULL where it has no row."],
    ["service_subcategory", "As in focus.service."],
  ],
  query: `
    select distinct on (n.name) n.name, n.code, billing_mart.clean_label(n.name),
      t.service_category, t.service_subcategory
    from (${namesOf("product")}) n
      left join focus.service t on case t.match_by
        when 'code' then t.match_value = n.code else n.label like t.match_value end
    order by n.name, t.source = 'user' desc nulls last, t.match_by, length(t.match_value) desc,
      t.match_value`,
};

const REGION_OF_NAME: View = {
  name: "billing_ops.focus_region_of_name",
  meaning:
    "For each region that lines carry its row of focus.region: your own before the seed's, by id before by name, the longest pattern first. Not for reading.",
  columns: [
    ["name", "The name, as lines carry it. The key."],
    ["code", "The vendor's number of it; NULL where none was learned."],
    ["label", "The name as people write it."],
    ["is_known", "Whether focus.region has a row."],
    ["region_id", "As in focus.region; NULL also for what is no region."],
  ],
  query: `
    select distinct on (n.name) n.name, n.code, billing_mart.clean_region(n.name),
      t.source is not null, t.region_id
    from (${namesOf("region")}) n
      left join focus.region t on case t.match_by
        when 'id' then t.match_value = n.code else n.label like t.match_value end
    order by n.name, t.source = 'user' desc nulls last, t.match_by, length(t.match_value) desc,
      t.match_value`,
};

/** What says of each name in lines what it is in FOCUS: one row each. */
export const NAME_LOOKUPS: readonly View[] = [CHARGE_TYPE_OF_NAME, SERVICE_OF_NAME, REGION_OF_NAME];
