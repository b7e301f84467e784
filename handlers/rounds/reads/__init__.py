"""What is read of rounds to be decided upon and shown."""
