"""The roster: who sits where, with which terms; brought in from a file, looked through, changed."""
