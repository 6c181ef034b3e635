import { availableParallelism } from "node:os";
import { defineConfig } from "vitest/config";

// Files of two workers meet in one PostgreSQL server: more of them wait for its disk than for a core.
const WORKER_MAX = Math.max(2, availableParallelism() - 1);

const GLOBAL_SETUP = "test/support/global-setup.ts";

export default defineConfig({
  // Tests are the same on every machine: no `.env` is read, not even by Vite.
  envDir: false,
  test: {
    pool: "forks",
    maxWorkers: WORKER_MAX,
    // What a test changed of the environment ends with it.
    unstubEnvs: true,
    restoreMocks: true,
    teardownTimeout: 30_000,
    projects: [
      {
        extends: true,
        test: { name: "unit", include: ["test/unit/**/*.test.ts"], testTimeout: 20_000 },
      },
      {
        extends: true,
        test: {
          name: "integration",
          include: ["test/integration/**/*.test.ts"],
          globalSetup: GLOBAL_SETUP,
          testTimeout: 30_000,
          hookTimeout: 30_000,
        },
      },
      {
        extends: true,
        test: {
          name: "e2e",
          include: ["test/e2e/**/*.test.ts"],
          globalSetup: GLOBAL_SETUP,
          testTimeout: 120_000,
          hookTimeout: 60_000,
          // They wait for limits and signals more than for a core; two at a time, and not beside the others.
          maxWorkers: 2,
          sequence: { groupOrder: 1 },
        },
      },
      {
        extends: true,
        test: {
          // The long proofs. What they measure is disturbed by whatever runs beside them.
          name: "lab",
          include: ["test/lab/**/*.lab.ts"],
          globalSetup: GLOBAL_SETUP,
          testTimeout: 3_600_000,
          hookTimeout: 60_000,
          fileParallelism: false,
          maxWorkers: 1,
          sequence: { groupOrder: 2 },
        },
      },
    ],
    coverage: {
      provider: "v8",
      include: ["src/**/*.ts"],
      // Covered by the e2e tests, in processes that coverage does not see.
      exclude: ["src/main.ts"],
      reporter: ["text-summary", "html", "lcov"],
    },
  },
});
