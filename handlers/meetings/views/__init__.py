"""Meetings: views."""
