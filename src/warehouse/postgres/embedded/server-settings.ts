/** The file in the cluster that `postgresql.conf` includes. */
export const SETTINGS_FILE = "billhouse.conf";

/** The text of the settings file: what this server needs to differ from PostgreSQL's defaults. */
export function renderServerSettings(port: number): string {
  return `# Written by Billhouse at every start. Your own settings win with ALTER SYSTEM SET.

# This machine only. Without a socket file there is one address, the same on every platform.
listen_addresses = '127.0.0.1'
port = ${port}
unix_socket_directories = ''
max_connections = 100
password_encryption = 'scram-sha-256'

# Loads come in bursts: fewer checkpoints write fewer full pages.
shared_buffers = 128MB
max_wal_size = 2GB
checkpoint_timeout = 15min

# Compiling a query costs more than it saves in queries of this size.
jit = off

timezone = 'UTC'
log_timezone = 'UTC'

# One file per weekday, overwritten a week later.
logging_collector = on
log_directory = 'log'
log_filename = 'postgresql-%a.log'
log_truncate_on_rotation = on
log_rotation_age = 1d
log_rotation_size = 0
`;
}
