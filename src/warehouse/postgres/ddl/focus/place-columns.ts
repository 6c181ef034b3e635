import { type FocusColumn, textOf } from "./column.ts";

const NOT_SPLIT =
  "Always NULL: the vendor's partner bills do not split a resource's cost among what uses it.";

const RESOURCE = textOf("l.instance_id");
const PRODUCT = `coalesce(l.product_label, ${textOf("l.product_name")})`;
const REGION = `coalesce(l.region_label, billing_mart.clean_region(l.region))`;

// What the vendor books to no region is known to be none. A region that focus.region does not know
// keeps the vendor's number, else its name.
const IS_NOWHERE = "(l.is_region_known and l.region_api_code is null)";

/** The columns of FOCUS about services, resources, places, tags and allocation. */
export const PLACE_COLUMNS: readonly FocusColumn[] = [
  ["AllocatedMethodDetails", "null::jsonb", NOT_SPLIT, "1.4"],
  ["AllocatedMethodId", "null::text", NOT_SPLIT, "1.4"],
  ["AllocatedResourceId", "null::text", NOT_SPLIT, "1.4"],
  ["AllocatedResourceName", "null::text", NOT_SPLIT, "1.4"],
  ["AllocatedTags", "null::jsonb", NOT_SPLIT, "1.4"],
  [
    "AvailabilityZone",
    textOf("l.availability_zone"),
    "Label of the zone; NULL where the charge is of none.",
  ],
  [
    "RegionId",
    `case when not coalesce(${IS_NOWHERE}, false)
      then coalesce(l.region_api_code, l.region_code, ${textOf(REGION)}) end`,
    "API code of the region, such as ap-shanghai, by focus.region; of an unknown one the vendor's number, else its name, flagged RegionIdAssumed. NULL for what the vendor books to no region (Other).",
  ],
  [
    "RegionName",
    `case when not coalesce(${IS_NOWHERE}, false) then ${textOf(REGION)} end`,
    "Label of the region as people write it; byte for byte in x_RegionRaw. NULL where RegionId is.",
  ],
  ["ResourceId", RESOURCE, "The resource's id; NULL where the vendor sends none or a dash."],
  [
    "ResourceName",
    `case when ${RESOURCE} is not null then ${textOf("l.instance_name")} end`,
    "The resource's name as its owner gave it; NULL without one.",
  ],
  [
    "ResourceType",
    `case when ${RESOURCE} is not null then coalesce(l.resource_type, ${textOf("l.sub_product_name")},
      ${PRODUCT}, 'Resource') end`,
    "What the resource is, by the prefix of its id (focus.resource_type), else its sub-product, else its product. NULL where ResourceId is.",
  ],
  [
    "ServiceCategory",
    "coalesce(l.service_category, 'Other')",
    "By focus.service; of an unknown product Other, flagged ServiceCategoryUnknown.",
  ],
  [
    "ServiceName",
    `coalesce(${PRODUCT}, 'Other')`,
    "Name of the product; a line without one: Other, flagged ServiceNameMissing.",
  ],
  [
    "ServiceSubcategory",
    "coalesce(l.service_subcategory, 'Other (Other)')",
    "By focus.service; of an unknown product Other (Other).",
  ],
  [
    "Tags",
    "case when l.perspective = 'customer' then focus.tag_object(l.tags) end",
    "Tags of the resource, keys as its owner typed them; {} without any. NULL in the partner's lines: DescribeCustomerBillDetail has no tags.",
  ],
];
