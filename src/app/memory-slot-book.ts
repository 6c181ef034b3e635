import type { Clock } from "../domain/clock.ts";
import type { Slot, SlotBook } from "../domain/slot-book.ts";

/** A slot book for this process alone: for the few calls of one that has no database to share. */
export class MemorySlotBook implements SlotBook {
  readonly #clock: Clock;
  /** When each lane's next call may leave, by the monotonic clock. */
  readonly #nextAt = new Map<string, number>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  async reserve(lane: string, spacingMs: number): Promise<Slot> {
    const now = this.#clock.monotonic();
    const slotAt = Math.max(now, this.#nextAt.get(lane) ?? now);
    this.#nextAt.set(lane, slotAt + spacingMs);
    return { delayMs: slotAt - now, token: "" };
  }

  async postpone(lane: string, lateMs: number): Promise<void> {
    this.#nextAt.set(lane, (this.#nextAt.get(lane) ?? this.#clock.monotonic()) + lateMs);
  }

  async penalise(lane: string): Promise<void> {
    await this.postpone(lane, 1000);
  }
}
