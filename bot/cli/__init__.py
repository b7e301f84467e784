"""The command line's subcommands: demo, roster, audit log."""
