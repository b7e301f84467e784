"""Meetings: forms."""
