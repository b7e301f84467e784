"""Shared by tests: values about people."""

from datetime import UTC, datetime

NOW = datetime(2026, 11, 24, tzinfo=UTC)
