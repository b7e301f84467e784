"""Meetings: updates."""
