/** What becomes of a bill after its month: days of the next month, each before that day's night. */
export type Story = {
  readonly name: string;
  /** The vendor adds a line. */
  readonly changes?: readonly number[];
  /** The vendor refuses the bill's lines. */
  readonly refused?: readonly number[];
  /** Somebody opens the month again, whatever for. */
  readonly opened?: readonly number[];
};

/** One for each bill and month, in turn. */
export const STORIES: readonly Story[] = [
  { name: "nothing" },
  { name: "late adjustments on the 5th", changes: [5] },
  { name: "adjusted before it is issued", changes: [2, 4] },
  { name: "adjusted on the 5th and the 6th", changes: [5, 6] },
  { name: "restated after it was closed", changes: [12] },
  { name: "adjusted on the 7th", changes: [7] },
  { name: "refused on the 6th and the 7th", refused: [6, 7] },
  { name: "adjusted on the 7th and the 8th", changes: [7, 8] },
  { name: "opened again for nothing", opened: [9] },
  { name: "restated weeks after it was closed", changes: [27] },
  { name: "refused and adjusted on the 7th", changes: [7], refused: [7] },
  { name: "adjusted every day until the 10th", changes: [5, 6, 7, 8, 9, 10] },
  { name: "opened again after weeks", opened: [30] },
];
