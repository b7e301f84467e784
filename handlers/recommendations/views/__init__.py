"""Recommendations: views."""
