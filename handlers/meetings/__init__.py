"""Meetings: set, told, reminded of, moved, cancelled."""
