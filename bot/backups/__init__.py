"""Backups: made, packed, kept for some days, put in place again."""
