/** SQL of an instant as `YYYY-MM-DD HH:MM` on the clock of UTC+8. */
export function utc8Sql(instant: string): string {
  return `to_char(${instant} at time zone 'Asia/Shanghai', 'YYYY-MM-DD HH24:MI')`;
}

/** SQL of a month's first day as `YYYY-MM`. */
export function monthSql(firstDay: string): string {
  return `to_char(${firstDay}, 'YYYY-MM')`;
}
