import type { ReferenceRow, ReferenceTable } from "./reference-table.ts";

/** Where the vendor's products belong in FOCUS. */
export const SERVICE: ReferenceTable = {
  name: "service",
  meaning:
    "The FOCUS category and subcategory of a product, by its code (learned for the name that lines carry) or by a pattern of its name. A row by code has precedence over one by name, a longer pattern over a shorter one. What is in neither is Other, flagged ServiceCategoryUnknown.",
  key: [
    ["match_by", "text not null check (match_by in ('code', 'name'))", "What match_value is."],
    [
      "match_value",
      "text not null",
      "Code such as p_cvm, or a LIKE pattern, in lower case, that the product's name in lower case fits.",
    ],
  ],
  columns: [
    ["service_category", "text not null", "FOCUS ServiceCategory."],
    [
      "service_subcategory",
      "text not null",
      "FOCUS ServiceSubcategory; it must be one of that category, or Other (category).",
    ],
  ],
};

type Service = readonly [category: string, subcategory: string, matches: readonly string[]];

// p_… are codes. Short names are whole, so that no pattern finds them inside other words.
const SERVICES: readonly Service[] = [
  [
    "Compute",
    "Virtual Machines",
    ["p_cvm", "p_cdh", "cvm", "%cloud virtual machine%", "%dedicated host%", "%lighthouse%"],
  ],
  ["Compute", "Virtual Machines", ["%gpu cloud%", "%bare metal%", "%cloud physical machine%"]],
  ["Compute", "Virtual Machines", ["%auto scaling%", "%batch compute%"]],
  ["Compute", "Containers", ["tke", "tcr", "%kubernetes%", "%container%"]],
  ["Compute", "Serverless Compute", ["scf", "%serverless cloud function%", "%cloud function%"]],
  ["Storage", "Block Storage", ["p_cbs", "cbs", "%cloud block storage%"]],
  ["Storage", "Object Storage", ["p_cos", "cos", "%object storage%"]],
  ["Storage", "File Storage", ["cfs", "%cloud file storage%", "%file storage%", "%goosefs%"]],
  ["Storage", "Storage Platforms", ["%cloud infinite%", "ci", "%storage gateway%"]],
  ["Databases", "Relational Databases", ["p_cdb", "%mysql%", "%postgresql%", "%mariadb%"]],
  ["Databases", "Relational Databases", ["%sql server%", "%tdsql%", "%cynosdb%"]],
  ["Databases", "Caching", ["p_redis", "%redis%", "%memcached%"]],
  ["Databases", "NoSQL Databases", ["p_mongodb", "%mongodb%", "%tcaplusdb%", "%keewidb%"]],
  ["Databases", "NoSQL Databases", ["%vector database%", "%vectordb%"]],
  ["Databases", "Time Series Databases", ["ctsdb", "%time series%"]],
  ["Databases", "Data Warehouses", ["%tchouse%", "%data warehouse%", "%clickhouse%"]],
  ["Analytics", "Data Processing", ["emr", "dlc", "%elastic mapreduce%", "%data lake compute%"]],
  ["Analytics", "Search", ["%elasticsearch%"]],
  ["Analytics", "Streaming Analytics", ["%oceanus%", "%stream compute%"]],
  ["Analytics", "Analytics Platforms", ["%wedata%"]],
  ["Analytics", "Business Intelligence", ["%business intelligence%"]],
  ["Integration", "Messaging", ["%ckafka%", "%tdmq%", "%message queue%", "cmq"]],
  ["Integration", "Messaging", ["%short message%", "%simple email%", "sms"]],
  ["Integration", "API Management", ["%api gateway%"]],
  ["Integration", "Other (Integration)", ["%eventbridge%"]],
  ["Networking", "Application Networking", ["p_clb", "clb", "%load balanc%"]],
  ["Networking", "Network Infrastructure", ["eip", "vpc", "%elastic ip%", "%bandwidth package%"]],
  ["Networking", "Network Infrastructure", ["%public ip%", "%virtual private cloud%"]],
  ["Networking", "Network Routing", ["%nat gateway%", "%private dns%", "%dnspod%", "%domain%"]],
  ["Networking", "Network Connectivity", ["ccn", "%vpn%", "%direct connect%"]],
  ["Networking", "Network Connectivity", ["%cloud connect network%", "%global application accel%"]],
  ["Networking", "Network Security", ["waf", "cfw", "%anti-ddos%", "%web application firewall%"]],
  ["Networking", "Network Security", ["%cloud firewall%"]],
  ["Networking", "Content Delivery", ["cdn", "ecdn", "%content delivery network%", "%edgeone%"]],
  ["Security", "Secret Management", ["kms", "ssm", "%key management%", "%secrets manager%"]],
  ["Security", "Other (Security)", ["%ssl certificate%", "%captcha%", "%bastion host%"]],
  ["Security", "Threat Detection and Response", ["cwp", "%cloud workload protection%"]],
  ["Security", "Threat Detection and Response", ["%host security%", "%container security%"]],
  ["Security", "Security Posture Management", ["%cloud security center%"]],
  ["Management and Governance", "Observability", ["cls", "apm", "%cloud log service%"]],
  ["Management and Governance", "Observability", ["%cloud monitor%", "%observability%"]],
  ["Management and Governance", "Observability", ["%application performance%", "%prometheus%"]],
  ["Management and Governance", "Support", ["%support plan%", "%technical support%"]],
  ["Management and Governance", "Compliance", ["%cloudaudit%"]],
  [
    "Media",
    "Media Streaming",
    ["css", "vod", "mps", "trtc", "%live streaming%", "%cloud streaming%"],
  ],
  [
    "Media",
    "Media Streaming",
    ["%video on demand%", "%media processing%", "%transcod%", "%real-time communic%"],
  ],
  ["Media", "Gaming", ["gme", "%game%"]],
  ["Business Applications", "Productivity and Collaboration", ["%instant messag%", "%chat%"]],
  ["Business Applications", "Productivity and Collaboration", ["%meeting%"]],
  ["Migration", "Data Migration", ["dts", "%data transmission%", "%data transfer service%"]],
  ["Migration", "Resource Migration", ["%cloud migration%"]],
  ["AI and Machine Learning", "Generative AI", ["%hunyuan%", "%large model%"]],
  ["AI and Machine Learning", "Machine Learning", ["%ti platform%", "%ti-one%", "%face recogn%"]],
  ["AI and Machine Learning", "Machine Learning", ["%ocr%", "%ekyc%"]],
  ["AI and Machine Learning", "Natural Language Processing", ["%speech%", "%machine translation%"]],
  ["Web", "Application Platforms", ["%cloudbase%", "%web hosting%"]],
  ["Developer Tools", "Developer Platforms", ["coding", "coding %"]],
  ["Internet of Things", "IoT Platforms", ["%iot %"]],
];

/** Its first edition. */
export const SERVICE_SEED_1 = {
  version: 1,
  rows: SERVICES.flatMap(([category, subcategory, matches]) =>
    matches.map((match): ReferenceRow => [
      match.startsWith("p_") ? "code" : "name",
      match,
      category,
      subcategory,
    ]),
  ),
} as const;
