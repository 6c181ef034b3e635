import { setTimeout as sleep } from "node:timers/promises";
import { CARELESS_SETTINGS, type TestServer } from "./test-server.ts";

const ENGINE_ANSWERS_WITHIN_MS = 3_000;
const DEFAULT_IMAGE = "postgres:17";
const PASSWORD = "test";

/** A server in a container of its own, or in a few words why there is none. */
export async function startContainer(): Promise<TestServer | string> {
  const image = process.env["TEST_POSTGRES_IMAGE"] ?? DEFAULT_IMAGE;
  // Loading it takes half a second, which a run with TEST_DATABASE_URL need not spend.
  const { GenericContainer, getContainerRuntimeClient, Wait } = await import("testcontainers");
  const answers = await Promise.race([
    getContainerRuntimeClient().then(
      () => true,
      () => false,
    ),
    sleep(ENGINE_ANSWERS_WITHIN_MS, false, { ref: false }),
  ]);
  if (!answers) {
    return "no Docker engine answered";
  }
  try {
    const container = await new GenericContainer(image)
      .withEnvironment({ POSTGRES_PASSWORD: PASSWORD })
      .withExposedPorts(5432)
      .withTmpFs({ "/var/lib/postgresql/data": "rw" })
      .withCommand([
        "postgres",
        ...Object.entries(CARELESS_SETTINGS).flatMap(([name, value]) => ["-c", `${name}=${value}`]),
      ])
      // The image starts the server twice: first without network, to make its database.
      .withWaitStrategy(Wait.forListeningPorts())
      .withStartupTimeout(120_000)
      .start();
    const address = `${container.getHost()}:${container.getMappedPort(5432)}`;
    return {
      origin: `a container of ${image}`,
      adminUrl: `postgresql://postgres:${PASSWORD}@${address}/postgres`,
      stop: async () => {
        await container.stop();
      },
    };
  } catch (error) {
    return `${image} did not start: ${error instanceof Error ? error.message : String(error)}`;
  }
}
