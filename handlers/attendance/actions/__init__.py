"""Attendance: actions."""
