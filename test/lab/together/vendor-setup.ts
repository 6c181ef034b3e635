/** What a vendor in a process of its own is started with; travels as JSON. */
export type VendorSetup = {
  readonly seed: number;
  /** Epoch ms. */
  readonly now: number;
  readonly customers: number;
  readonly months: number;
  readonly linesPerMonth: number;
  /** How long the customer list waits for its answer: whoever is begun meanwhile has begun before any bill. */
  readonly listLatencyMs: number;
  readonly latencyMs: number;
};

/** A call as it arrived. */
export type VendorCall = {
  /** On the vendor's monotonic clock. */
  readonly atMs: number;
  readonly action: string;
  readonly month: string;
  readonly page: number | undefined;
  readonly outcome: string;
};

export type ToVendor = "calls";

export type FromVendor =
  | { readonly kind: "ready"; readonly origin: string }
  | {
      readonly kind: "calls";
      readonly calls: readonly VendorCall[];
      /** The longest that the vendor's own event loop was held up: by so much an arrival may be timed too late. */
      readonly heldUpMs: number;
    };
