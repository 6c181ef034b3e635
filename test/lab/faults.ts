import { API_FAULTS } from "./faults/api-faults.ts";
import { CALENDAR_FAULTS } from "./faults/calendar-faults.ts";
import { CONFIGURATION_FAULTS } from "./faults/configuration-faults.ts";
import { CRASH_FAULTS } from "./faults/crash-faults.ts";
import { CREDENTIAL_FAULTS } from "./faults/credential-faults.ts";
import { DATABASE_FAULTS } from "./faults/database-faults.ts";
import { DRIFT_FAULTS } from "./faults/drift-faults.ts";
import type { FaultGroup } from "./faults/fault.ts";
import { GATEWAY_FAULTS } from "./faults/gateway-faults.ts";
import { MUTATED_FAULTS } from "./faults/mutated-faults.ts";
import { PAGING_FAULTS } from "./faults/paging-faults.ts";
import { PROCESS_FAULTS } from "./faults/process-faults.ts";
import { REFUSAL_FAULTS } from "./faults/refusal-faults.ts";
import { SHUTDOWN_FAULTS } from "./faults/shutdown-faults.ts";
import { TIME_FAULTS } from "./faults/time-faults.ts";
import { WIRE_FAULTS } from "./faults/wire-faults.ts";

/** What a year brings, by number: what happens then, and what proves it. */
export const FAULT_GROUPS: readonly FaultGroup[] = [
  CRASH_FAULTS,
  PROCESS_FAULTS,
  { ...DATABASE_FAULTS, faults: [...DATABASE_FAULTS.faults, ...REFUSAL_FAULTS] },
  {
    ...API_FAULTS,
    faults: [
      ...API_FAULTS.faults,
      ...GATEWAY_FAULTS,
      ...WIRE_FAULTS,
      ...PAGING_FAULTS,
      ...CREDENTIAL_FAULTS,
      ...MUTATED_FAULTS,
    ],
  },
  { ...TIME_FAULTS, faults: [...TIME_FAULTS.faults, ...CALENDAR_FAULTS] },
  SHUTDOWN_FAULTS,
  DRIFT_FAULTS,
  CONFIGURATION_FAULTS,
];
