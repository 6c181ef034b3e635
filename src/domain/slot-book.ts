/** A moment at which one call may leave. */
export type Slot = {
  /** Milliseconds from the arrival of this answer until the slot. */
  readonly delayMs: number;
  /** Names the slot when it is handed back. */
  readonly token: string;
};

/**
 * The authority on when the calls of a lane may leave, shared by every process that uses the
 * database.
 */
export interface SlotBook {
  /**
   * Takes the lane's next slot, at least `spacingMs` after the one before it. `unused` hands back
   * a slot that was missed: where nobody has taken a later one yet, the new slot replaces it, so
   * that a late timer costs its lateness and not a whole slot. Throws an `AbortError` when the book
   * cannot be reached: then no call may be made.
   */
  reserve(lane: string, spacingMs: number, unused?: Slot): Promise<Slot>;
  /**
   * Moves the lane's next slot back by `lateMs`: the call in the last slot left that much later than
   * the slot said, and the next must keep its distance from it.
   */
  postpone(lane: string, lateMs: number): Promise<void>;
  /** Slows the lane down for everyone after a throttle answer; it recovers by itself, slowly. */
  penalise(lane: string): Promise<void>;
}
