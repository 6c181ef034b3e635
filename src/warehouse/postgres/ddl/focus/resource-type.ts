import type { ReferenceRow, ReferenceTable } from "./reference-table.ts";

/** What a resource is by the prefix of its id. */
export const RESOURCE_TYPE: ReferenceTable = {
  name: "resource_type",
  meaning:
    "The FOCUS ResourceType by the part of a resource's id before its first dash. What is not in it takes the name of its sub-product, else of its product.",
  key: [["id_prefix", "text not null", "Such as ins, of ins-4jrmzpvk."]],
  columns: [["resource_type", "text not null", "FOCUS ResourceType."]],
};

const TYPES: Readonly<Record<string, string>> = {
  ins: "Virtual Machine",
  eks: "Elastic Container",
  host: "Dedicated Host",
  lhins: "Lighthouse Instance",
  lhdisk: "Lighthouse Disk",
  disk: "Block Storage Volume",
  snap: "Snapshot",
  img: "Machine Image",
  cfs: "File System",
  lb: "Load Balancer",
  clb: "Load Balancer",
  eip: "Elastic IP Address",
  bwp: "Bandwidth Package",
  nat: "NAT Gateway",
  vpngw: "VPN Gateway",
  vpc: "Virtual Private Cloud",
  subnet: "Subnet",
  ccn: "Cloud Connect Network",
  dc: "Direct Connect",
  dcg: "Direct Connect Gateway",
  dcx: "Direct Connect Tunnel",
  cdb: "MySQL Database Instance",
  cdbro: "MySQL Read-Only Instance",
  cynosdbmysql: "TDSQL-C MySQL Cluster",
  cynosdbpg: "TDSQL-C PostgreSQL Cluster",
  postgres: "PostgreSQL Database Instance",
  mssql: "SQL Server Database Instance",
  tdsql: "MariaDB Database Instance",
  tdsqlshard: "TDSQL Database Instance",
  crs: "Redis Instance",
  cmgo: "MongoDB Instance",
  ctsdb: "Time Series Database Instance",
  cdwch: "Data Warehouse Cluster",
  cls: "Kubernetes Cluster",
  tcr: "Container Registry",
  ckafka: "Kafka Instance",
  pulsar: "Pulsar Cluster",
  amqp: "RabbitMQ Cluster",
  rmq: "RocketMQ Cluster",
  emr: "EMR Cluster",
  es: "Elasticsearch Cluster",
  dts: "Data Transmission Task",
  zone: "EdgeOne Site",
  asg: "Auto Scaling Group",
};

/** Its first edition. */
export const RESOURCE_TYPE_SEED_1 = {
  version: 1,
  rows: Object.entries(TYPES) satisfies readonly ReferenceRow[],
} as const;
