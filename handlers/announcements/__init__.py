"""Announcements: from the secretariat to everyone they concern, with a report of who got them."""
