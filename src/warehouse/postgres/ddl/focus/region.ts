import type { ReferenceRow, ReferenceTable } from "./reference-table.ts";

/** The API codes of the vendor's regions. */
export const REGION: ReferenceTable = {
  name: "region",
  meaning:
    "The API code of a region, by the vendor's number of it (learned for the name that lines carry) or by a pattern of its name. A row by id has precedence over one by name, a longer pattern over a shorter one. What is in neither gets the vendor's number or the name as its id, flagged RegionIdAssumed.",
  key: [
    ["match_by", "text not null check (match_by in ('id', 'name'))", "What match_value is."],
    [
      "match_value",
      "text not null",
      "The vendor's number such as 4, or a LIKE pattern, in lower case, that the region's name in lower case fits.",
    ],
  ],
  columns: [
    ["region_id", "text", "FOCUS RegionId, such as ap-shanghai; NULL for what is no region."],
  ],
};

type Region = readonly [id: string | undefined, place: string, code: string];

// Codes: the vendor's list of regions and zones, page 213/6091 of its documents. Numbers: the RegionId
// that its summaries and the leading digits of its zone ids have; without one a name decides.
const REGIONS: readonly Region[] = [
  ["1", "guangzhou", "ap-guangzhou"],
  ["4", "shanghai", "ap-shanghai"],
  ["5", "hong kong", "ap-hongkong"],
  ["6", "toronto", "na-toronto"],
  ["7", "shanghai finance", "ap-shanghai-fsi"],
  ["8", "beijing", "ap-beijing"],
  ["9", "singapore", "ap-singapore"],
  ["11", "shenzhen finance", "ap-shenzhen-fsi"],
  ["15", "silicon valley", "na-siliconvalley"],
  ["16", "chengdu", "ap-chengdu"],
  ["17", "frankfurt", "eu-frankfurt"],
  ["18", "seoul", "ap-seoul"],
  ["19", "chongqing", "ap-chongqing"],
  ["21", "mumbai", "ap-mumbai"],
  ["22", "virginia", "na-ashburn"],
  ["23", "bangkok", "ap-bangkok"],
  ["24", "moscow", "eu-moscow"],
  ["25", "tokyo", "ap-tokyo"],
  ["33", "nanjing", "ap-nanjing"],
  ["39", "taipei", "ap-taipei"],
  ["46", "beijing finance", "ap-beijing-fsi"],
  ["72", "jakarta", "ap-jakarta"],
  ["74", "paulo", "sa-saopaulo"],
  [undefined, "shenzhen", "ap-shenzhen"],
  [undefined, "ashburn", "na-ashburn"],
  // The vendor's label of it begins with Hong Kong, and the longest pattern decides.
  [undefined, "hong kong%taipei", "ap-taipei"],
];

/** Its first edition: every region by number and by place, and what the vendor books to none. */
export const REGION_SEED_1 = {
  version: 1,
  rows: [
    ...REGIONS.flatMap(([id, place, code]): readonly ReferenceRow[] => [
      ...(id === undefined ? [] : [["id", id, code]]),
      ["name", `%${place}%`, code],
    ]),
    ["id", "0", null],
    ["name", "other", null],
    ["name", "others", null],
  ] satisfies readonly ReferenceRow[],
} as const;
