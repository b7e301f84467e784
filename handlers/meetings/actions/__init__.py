"""Meetings: actions."""
