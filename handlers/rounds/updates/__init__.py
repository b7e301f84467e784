"""Rounds: updates."""
