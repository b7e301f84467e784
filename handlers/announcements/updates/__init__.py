"""Announcements' updates: read one, call one action, show one view."""
