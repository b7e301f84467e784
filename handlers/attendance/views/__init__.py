"""Attendance: views."""
