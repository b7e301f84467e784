"""The command line's parts: rehearsal, roster, audit log."""
