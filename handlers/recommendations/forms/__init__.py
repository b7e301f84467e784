"""Recommendations: forms."""
