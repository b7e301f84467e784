"""Tables as people send them: what stands between cells, and cells that hold a formula's error."""

import csv
from io import StringIO

import pytest
from hypothesis import given, strategies as st

from council.tables import delimiter_of, is_fault

cells = st.text(st.sampled_from("ab,;| "), max_size=6).map(lambda text: f"x{text}x")


@given(st.sampled_from(",;\t|"), st.integers(2, 5), st.data())
def test_what_stands_between_quoted_cells_is_found(delimiter: str, width: int, data: st.DataObject) -> None:
    rows = data.draw(st.lists(st.lists(cells, min_size=width, max_size=width), min_size=2, max_size=5))
    out = StringIO()
    csv.writer(out, delimiter=delimiter, quoting=csv.QUOTE_ALL).writerows(rows)
    assert delimiter_of(out.getvalue()) == delimiter


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        *((error, True) for error in ("#N/A", "#Н/Д", "#ЗНАЧ!", "#REF!", "#ССЫЛКА!", "#ИМЯ?", "#DIV/0!", "#ДЕЛ/0!", "#NV",
                                      "#VALEUR!", " #NUM! ", "Err:502", "#######")),
        *((words, False) for words in ("", "#", "#1", "B", "#group_B", "N/A", "12:30", "Room 502", "#schooling")),
    ],
)  # fmt: skip
def test_errors_of_formulas_in_any_language(text: str, fault: bool) -> None:
    assert is_fault(text) is fault
