import { type Kysely, sql } from "kysely";

/** Creates what makes the object of FOCUS from the list of tags that the vendor sends. */
export async function createTagObject(db: Kysely<unknown>): Promise<void> {
  await sql`create function focus.tag_object(tags jsonb) returns jsonb
    language sql immutable parallel safe
    return (
      select coalesce(
        jsonb_object_agg(tag ->> 'TagKey', coalesce(tag -> 'TagValue', 'null')), '{}')
      from jsonb_array_elements(case jsonb_typeof(tags) when 'array' then tags else '[]' end) as tag
      where tag ->> 'TagKey' is not null)`.execute(db);
  await sql`comment on function focus.tag_object(jsonb) is
    'The tags of a bill line, [{"TagKey": k, "TagValue": v}], as the object {k: v} of FOCUS; {} for none.'`.execute(
    db,
  );
}
