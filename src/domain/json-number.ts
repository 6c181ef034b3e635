/**
 * A number as the digits it was written with.
 *
 * JavaScript numbers cannot hold what the bill API sends: role ids exceed 2^53 and
 * `333.00000000` would lose its scale. The text is the value; nothing here parses it.
 */
export class JsonNumber {
  readonly source: string;

  constructor(source: string) {
    this.source = source;
  }
}
