"""The only writers of follow-ups."""
