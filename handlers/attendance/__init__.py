"""Attendance: who will come to a meeting, who was there, its minutes."""
