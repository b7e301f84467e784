"""What goes wrong for real takes seconds: these are long tests."""

from pathlib import Path

import pytest

HERE = Path(__file__).parent


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if HERE in item.path.parents and item.get_closest_marker("long") is None:
            item.add_marker(pytest.mark.long)
