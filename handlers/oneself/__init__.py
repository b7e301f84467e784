"""Oneself: one's own data, how they are changed, taken along, and erased."""
