/**
 * JSON as it goes over the wire: numbers are their digits, and an object is a list of members, so
 * that a name may come twice. Written for the lab alone: what is under test reads JSON otherwise.
 */
export type WireJson = null | boolean | string | WireNumber | readonly WireJson[] | WireObject;

export class WireNumber {
  readonly text: string;

  constructor(text: string) {
    this.text = text;
  }
}

/** A value that is written as it stands here, whatever that is; nothing reads one. */
export class WireText extends WireNumber {}

export type Member = readonly [name: string, value: WireJson];

export class WireObject {
  readonly members: readonly Member[];

  constructor(members: readonly Member[]) {
    this.members = members;
  }

  /** The last value of that name, as ECMAScript reads a name that comes twice; undefined without one. */
  get(name: string): WireJson | undefined {
    return this.members.findLast(([candidate]) => candidate === name)?.[1];
  }

  /** Every name once. */
  names(): readonly string[] {
    return [...new Set(this.members.map(([name]) => name))];
  }

  /** With another value for a name, in its place or at the end. */
  with(name: string, value: WireJson): WireObject {
    const isThere = this.members.some(([candidate]) => candidate === name);
    return new WireObject(
      isThere
        ? this.members.map((member) => (member[0] === name ? [name, value] : member))
        : [...this.members, [name, value]],
    );
  }

  without(name: string): WireObject {
    return new WireObject(this.members.filter(([candidate]) => candidate !== name));
  }
}

export function isWireList(value: WireJson | undefined): value is readonly WireJson[] {
  return Array.isArray(value);
}

/** The text of a value, without blanks. Not for values that nest thousands of levels deep. */
export function writeWireJson(value: WireJson): string {
  if (value instanceof WireNumber) {
    return value.text;
  }
  if (isWireList(value)) {
    return `[${value.map(writeWireJson).join(",")}]`;
  }
  if (value instanceof WireObject) {
    const members = value.members.map(
      ([name, item]) => `${JSON.stringify(name)}:${writeWireJson(item)}`,
    );
    return `{${members.join(",")}}`;
  }
  return JSON.stringify(value);
}
