import type { ClientBase } from "pg";
import type { Stream } from "../../domain/stream.ts";

/**
 * Stores what SQL has to know of the streams in `billing_ops.stream`. Those of other versions stay:
 * their rows are still there. Idempotent; writes only what differs.
 */
export async function noteStreams(
  client: Pick<ClientBase, "query">,
  streams: readonly Stream[],
): Promise<void> {
  const rows = streams.map(({ name, role, slicing, service, action, tables: [main] }) => ({
    name,
    role,
    slicing,
    service: service.name,
    action,
    main_table: main?.name ?? "",
    write_mode: main?.mode ?? "",
  }));
  await client.query(NOTE, [JSON.stringify(rows)]);
}

const COLUMNS = "role, slicing, service, action, main_table, write_mode";

// In the order of names: two runs that begin at once would otherwise wait for each other in a circle.
const NOTE = `
  insert into billing_ops.stream as s (name, ${COLUMNS})
  select name, ${COLUMNS} from jsonb_populate_recordset(null::billing_ops.stream, $1::jsonb)
  order by name
  on conflict (name) do update set (${COLUMNS}) = (
    excluded.role, excluded.slicing, excluded.service, excluded.action, excluded.main_table,
    excluded.write_mode)
  where (s.role, s.slicing, s.service, s.action, s.main_table, s.write_mode) is distinct from
    (excluded.role, excluded.slicing, excluded.service, excluded.action, excluded.main_table,
      excluded.write_mode)`;
