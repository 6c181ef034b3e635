/** How many cases of each kind of change ended how. */
export class Tally {
  readonly #counts = new Map<string, Map<string, number>>();
  #cases = 0;

  note(kinds: readonly string[], ended: string): void {
    this.#cases += 1;
    const rows = new Set(kinds.length === 0 ? ["nothing changed"] : kinds);
    for (const kind of ["all cases", ...rows]) {
      const counts = this.#counts.get(kind) ?? new Map<string, number>();
      counts.set(ended, (counts.get(ended) ?? 0) + 1);
      this.#counts.set(kind, counts);
    }
  }

  get cases(): number {
    return this.#cases;
  }

  get kinds(): readonly string[] {
    return [...this.#counts.keys()].filter((kind) => kind !== "all cases");
  }

  /** A table: kinds of change down, ends across. A case of two changes counts under each of them. */
  toString(): string {
    const ends = [...new Set([...this.#counts.values()].flatMap((counts) => [...counts.keys()]))];
    const heads = ends.toSorted(
      (a, b) => Number(b === "loaded") - Number(a === "loaded") || (a < b ? -1 : 1),
    );
    const kinds = this.kinds.toSorted();
    const lines = [...kinds, "all cases"].map((kind) => {
      const counts = this.#counts.get(kind) ?? new Map<string, number>();
      const cells = heads.map((head) => String(counts.get(head) ?? "").padStart(head.length));
      const sum = [...counts.values()].reduce((total, count) => total + count, 0);
      return [kind.padEnd(26), String(sum).padStart(6), ...cells].join("  ");
    });
    return [["change".padEnd(26), " cases", ...heads].join("  "), ...lines].join("\n");
  }
}
