"""The work plan: what it looks like."""
