"""The command line's subcommands: demo, the database as a whole, backups, roster, audit log."""
