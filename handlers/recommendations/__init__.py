"""Recommendations: consensus rounds, from a proposed text to its outcome."""
