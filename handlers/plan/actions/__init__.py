"""The work plan: what is done to it."""
