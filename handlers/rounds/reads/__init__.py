"""Rounds: reads."""
