import { AbortError } from "../domain/abort-error.ts";
import type { Logger } from "../domain/logger.ts";
import { renderApologyPage } from "../report/apology-page.ts";
import type { ReportPage } from "../report/report-page.ts";
import { type PageSource, PageTimeoutError } from "../scheduler/kept-page.ts";
import type { Database } from "../warehouse/postgres/open-database.ts";
import { makeReportPage } from "./make-report-page.ts";

export type ReportSourceOptions = {
  readonly database: Database;
  readonly logger: Logger;
  /** Blanks out every known secret. */
  readonly scrub: (text: string) => string;
  /** Ends the service, and the reading of a report with it. */
  readonly signal: AbortSignal;
};

/** The report as the service shows it: of the latest month, and an apology where it cannot be made. */
export function createReportSource({
  database,
  logger,
  scrub,
  signal: serviceSignal,
}: ReportSourceOptions): PageSource {
  return {
    make: async (signal) =>
      await makeReportPage(database, {
        isDemo: false,
        schemaHint: "npm run migrate",
        scrub,
        signal: AbortSignal.any([signal, serviceSignal]),
      }),
    apology: (error) => {
      logger.warn("the report page could not be made", { error });
      return apologyFor(error);
    },
  };
}

// The errors' own words may name hosts and users; whoever reaches the port reads these.
function apologyFor(error: unknown): ReportPage {
  const reason = error instanceof AbortError ? error.reason : undefined;
  if (error instanceof PageTimeoutError || isSlow(error)) {
    return renderApologyPage(
      "Reading the bills took too long.",
      "Load this page again when no run is loading; npm run report waits longer.",
    );
  }
  if (reason === "database") {
    return renderApologyPage(
      "The database does not answer.",
      "Load this page again in a moment; the service's log says more, and npm run doctor what to do.",
    );
  }
  if (reason === "schema") {
    return renderApologyPage(
      "The views that this page is made from are missing, or closed to this service.",
      "npm run migrate brings the schema up to date; the service's log says more.",
    );
  }
  return reason === "interrupted"
    ? renderApologyPage("The service is ending.", "Load this page again when it is back.")
    : renderApologyPage("Something went wrong.", "The service's log says what.");
}

const CANCELLED = "57014";

function isSlow(error: unknown): boolean {
  return error instanceof AbortError && error.code === CANCELLED;
}
