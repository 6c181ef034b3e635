import { isJsonArray, type Json, type JsonObject } from "../../domain/json.ts";
import { SliceError } from "../../domain/slice-error.ts";

export type RefusedMembersOptions = {
  /** The list parameter of which one member can fail a whole call; undefined where a call stands as a whole. */
  readonly field: string | undefined;
  /** Told of every member that is left out, and why. */
  readonly onRefused: (member: Json, error: SliceError) => void;
};

type Refused = { readonly member: Json; readonly error: SliceError };

/**
 * Keeps one refused member of a list from failing all the others: a refused call is made again in
 * halves, and who is refused alone is left out. For one extraction; where nobody at all is answered,
 * the refusal stands.
 */
export class RefusedMembers {
  readonly #options: RefusedMembersOptions;
  #isAnyAnswered = false;

  constructor(options: RefusedMembersOptions) {
    this.#options = options;
  }

  /** The answers to one request: one, or several that together are about all members but the refused. */
  async *answers(
    params: JsonObject,
    call: (params: JsonObject) => Promise<JsonObject>,
  ): AsyncGenerator<JsonObject> {
    const { field = "", onRefused } = this.#options;
    const members = params[field];
    if (!isJsonArray(members)) {
      yield await call(params);
      return;
    }
    const refused: Refused[] = [];
    const ask = async (some: readonly Json[]): Promise<JsonObject> =>
      await call({ ...params, [field]: some });
    for await (const answer of inHalves(members, ask, refused)) {
      this.#isAnyAnswered = true;
      yield answer;
    }
    for (const { member, error } of refused) {
      if (!this.#isAnyAnswered) {
        throw error;
      }
      onRefused(member, error);
    }
  }
}

async function* inHalves(
  members: readonly Json[],
  ask: (members: readonly Json[]) => Promise<JsonObject>,
  refused: Refused[],
): AsyncGenerator<JsonObject> {
  const answer = await ask(members).catch((error: unknown) => refusalOf(error));
  if (!(answer instanceof SliceError)) {
    yield answer;
    return;
  }
  const [member = null] = members;
  if (members.length <= 1) {
    refused.push({ member, error: answer });
    return;
  }
  const middle = Math.ceil(members.length / 2);
  yield* inHalves(members.slice(0, middle), ask, refused);
  yield* inHalves(members.slice(middle), ask, refused);
}

/** The error itself where it may be about one member; else it is thrown. */
function refusalOf(error: unknown): SliceError {
  const isRefusal =
    error instanceof SliceError &&
    (error.failure === "forbidden" || error.code?.startsWith("InvalidParameter") === true);
  if (isRefusal) {
    return error;
  }
  throw error;
}
