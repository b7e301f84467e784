"""What follow-ups look like."""
