"""Rounds: a proposed text is put to a group, positions are taken, and the round closes."""
