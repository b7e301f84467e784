"""What must not be possible: one file a kind."""
