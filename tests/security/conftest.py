"""A council at work, as in tests.actions."""

from tests.actions.conftest import at_work, secretary

__all__ = ["at_work", "secretary"]
