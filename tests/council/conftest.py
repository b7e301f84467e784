"""Hypothesis without its stop-watch: a busy machine is no finding."""

from hypothesis import settings

settings.register_profile("majlis", deadline=None)
settings.load_profile("majlis")
