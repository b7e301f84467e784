"""Announcements' actions: the only writers."""
