import { API_MUTANTS } from "./api-mutants.ts";
import { CONFIGURATION_MUTANTS } from "./configuration-mutants.ts";
import { CRASH_MUTANTS } from "./crash-mutants.ts";
import { CREDENTIAL_MUTANTS } from "./credential-mutants.ts";
import { DATABASE_MUTANTS } from "./database-mutants.ts";
import { DRIFT_MUTANTS } from "./drift-mutants.ts";
import type { Mutant } from "./mutant.ts";
import { PAGING_MUTANTS } from "./paging-mutants.ts";
import { PROCESS_MUTANTS } from "./process-mutants.ts";
import { SHUTDOWN_MUTANTS } from "./shutdown-mutants.ts";
import { TIME_MUTANTS } from "./time-mutants.ts";

/** Every guard that can be taken out. */
export const MUTANTS: readonly Mutant[] = [
  ...CRASH_MUTANTS,
  ...PROCESS_MUTANTS,
  ...DATABASE_MUTANTS,
  ...API_MUTANTS,
  ...PAGING_MUTANTS,
  ...CREDENTIAL_MUTANTS,
  ...TIME_MUTANTS,
  ...SHUTDOWN_MUTANTS,
  ...DRIFT_MUTANTS,
  ...CONFIGURATION_MUTANTS,
];
