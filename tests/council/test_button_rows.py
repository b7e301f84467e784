"""Buttons stand in rows that a phone shows without cutting their labels."""

import pytest
from hypothesis import given, strategies as st

from council.button_rows import GROUP, PRIVATE, label_width, room, row_sizes

WORDS = st.text("abgimwАбжимшЩіқӣ ✓(12)", max_size=40)


@given(st.lists(WORDS, max_size=12), st.integers(1, 8), st.sampled_from((PRIVATE, GROUP)))
def test_what_stands_beside_another_has_room(labels: list[str], width: int, row: int) -> None:
    sizes, left = row_sizes(labels, width, row), iter(labels)
    assert sum(sizes) == len(labels)
    for size in sizes:
        beside = [next(left) for _ in range(size)]
        assert 1 <= size <= width
        assert size == 1 or max(map(label_width, beside)) <= room(size, row)


@given(st.lists(WORDS, max_size=12), st.integers(1, 8), st.data())
def test_a_tick_moves_no_button(labels: list[str], width: int, data: st.DataObject) -> None:
    labels = ["Other", *(label.removeprefix("✓ ") for label in labels)]

    def ticked(chosen: int) -> list[str]:
        return [f"✓ {label}" if at == chosen else label for at, label in enumerate(labels)]

    assert row_sizes(ticked(data.draw(st.integers(0, len(labels) - 1))), width) == row_sizes(ticked(0), width)


@pytest.mark.parametrize(
    ("labels", "width", "sizes"),
    [
        (["Chair", "Member", "Observer"], 3, [3]),
        (["Председатель", "Участник", "Наблюдательница"], 3, [2, 1]),
        (["Исполнительный комитет", "Группа A", "✓ Группа B", "Группа C", "Группа D"], 3, [1, 3, 1]),
        (["Перенести", "Изменить название", "Прислать мне пробное"], 2, [2, 1]),
        (["Use it as the new version", "Back"], 2, [1, 1]),
        (["EC", "A", "B", "C", "D"], 5, [5]),
        (["28", "29", "30", "31", "1", "2", "3"], 7, [7]),
        ([], 3, []),
    ],
)
def test_no_more_buttons_in_a_row_than_a_phone_shows_whole(labels: list[str], width: int, sizes: list[int]) -> None:
    assert row_sizes(labels, width) == sizes
