"""What must not be possible: one file a kind, named after it."""
