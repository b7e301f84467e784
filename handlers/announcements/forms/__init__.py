"""Announcements' questions."""
