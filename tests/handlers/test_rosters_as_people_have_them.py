"""Rosters as ministries and institutes keep them: whatever the file is, the people in it, or a word on what is not read."""

from collections.abc import Iterable
from contextlib import suppress
from datetime import date
from io import BytesIO
from pathlib import Path

import pytest
from hypothesis import given, strategies as st
from openpyxl import Workbook

from council.config import Council
from council.date_parts import Words
from council.errors import UnreadableTable
from council.old_excel_marks import of_xls
from council.people import Role
from council.plan_tables import Ground, read as read_plan, sheet_of
from council.roster_rows import Entry, Why
from council.roster_tables import ALL_SHEETS, Reading, read
from council.tables import Marks
from handlers.common.table_reader import read_book as open_book
from handlers.common.xlsx_writer import Sheet, workbook
from handlers.roster.views.spreadsheets import read_file, vocabulary
from tests.lexicons import lexicon

TABLES = Path(__file__).parent / "tables"
CHAIR, MEMBER, OBSERVER = Role.CHAIR, Role.MEMBER, Role.OBSERVER


def reading(council: Council, content: bytes | str, sheet: int | None = None, encoding: str = "") -> Reading:
    data = content.encode() if isinstance(content, str) else content
    return read_file(council, "", data, encoding, sheet)


def people(entries: Iterable[Entry]) -> list[tuple[str, str, dict[str, Role]]]:
    return [(entry.name, entry.organisation, dict(entry.seats)) for entry in entries]


@pytest.mark.parametrize(
    ("file", "wanted"),
    [
        ("group_and_role_columns.csv", [("Петрова Анна", "Минюст", {"B": CHAIR}), ("Ким Олег", "МВД", {"B": MEMBER}),
                                        ("Ли Анна", "НПО", {"C": OBSERVER})]),
        ("surname_name_patronymic.csv", [("Кузнецов Артём Игоревич", "", {"B": MEMBER}),
                                         ("Егорова Дарья Сергеевна", "", {"B": MEMBER}),
                                         ("Иванов Артём Петрович", "", {"C": MEMBER})]),
        ("hidden_old_roster_first.xlsx", [("Петрова Анна", "Минюст", {"B": MEMBER})]),
        ("sheet_per_group.xlsx", [(f"Человек {code}", "Минюст", {code: MEMBER}) for code in "ABCD"]),
        ("cp1252.csv", [("Jürgen Größl", "Universität Köln", {"B": OBSERVER})]),
        ("title_row.xlsx", [("Петрова Анна", "Минюст", {"B": MEMBER})]),
        ("line_break_in_head.csv", [("Петрова Анна", "", {"B": MEMBER})]),
        ("groups_as_people_name_them.csv", [("P1", "", {"B": MEMBER}), *((f"P{n}", "", {"B": CHAIR}) for n in (2, 3)),
                                            *((f"P{n}", "", {"B": MEMBER}) for n in (4, 5, 6, 7)), ("P8", "", {"B": CHAIR}),
                                            ("P9", "", {"A": MEMBER, "B": MEMBER})]),
        ("heads_spelled_out.csv", [("Петрова Анна Сергеевна", "Минюст, советник", {"B": MEMBER})]),
        ("group_merged_downwards.xlsx", [("Петрова Анна", "Минюст", {"A": MEMBER}), ("Ким Олег", "МВД", {"A": MEMBER}),
                                         ("Ли Анна", "МИД", {"A": MEMBER}), ("Сон Ия", "МИД", {"B": MEMBER}),
                                         ("Юн Ян", "МВД", {"B": MEMBER})]),
        ("one_person_two_rows.csv", [("John Smith", "Institute", {"A": MEMBER, "B": CHAIR, "C": MEMBER})]),
        ("odd_styles.xlsx", [("Петрова Анна", "Минюст", {"B": MEMBER})]),
        ("strict.xlsx", [("Эксперт, Казахстан", "Минюст", {"B": MEMBER})]),
        ("old_excel.xls", [("Эксперт, Казахстан", "Минюст", {"B": MEMBER}), ("Эксперт, Узбекистан", "МИД", {"B": MEMBER})]),
        ("open_document.ods", [("Эксперт, Казахстан", "Минюст", {"B": MEMBER}), ("Эксперт, Узбекистан", "", {"B": MEMBER})]),
    ],
)  # fmt: skip
def test_who_stands_in_a_file(council: Council, file: str, wanted: list[tuple[str, str, dict[str, Role]]]) -> None:
    found = reading(council, (TABLES / file).read_bytes())
    assert people(found.entries) == wanted
    assert [mistake for mistake in found.mistakes if not mistake.note] == []


def test_mail_cells_as_people_fill_them(council: Council) -> None:
    found = reading(council, (TABLES / "email_cells.csv").read_bytes())
    assert [entry.email for entry in found.entries] == ["c@example.org", "d@example.org", "f@example.org", "", ""]
    assert [(mistake.row, mistake.why) for mistake in found.mistakes] == [
        (3, Why.SEVERAL_EMAILS), (5, Why.NO_EMAIL), (6, Why.NO_EMAIL),
    ]  # fmt: skip
    cells = ["mailto:a@example.org", "A@example.org; a@example.org;", "<a@example.org>", "a@example.org (work)",
             "a@example.org\u200b", "mailto:a@example.org?subject=x", "тел. 123, a@example.org"]  # fmt: skip
    rows = [(1, ["Name", "Groups", "E-mail"]), *((n, [f"P{n}", "B", cell]) for n, cell in enumerate(cells, start=2))]
    told = read(rows, vocabulary(council))
    assert {entry.email.casefold() for entry in told.entries} == {"a@example.org"} or len(told.entries) == 1


def rows(*lines: str) -> bytes:
    return "\n".join(lines).encode()


@pytest.mark.parametrize(
    ("lines", "wanted"),
    [
        (["Роль;ФИО;Группа", "председатель;P;B", ";Q;A, C", "наблюдатель;R;A и C"],
         [("P", "", {"B": CHAIR}), ("Q", "", {"A": MEMBER, "C": MEMBER}), ("R", "", {"A": OBSERVER, "C": OBSERVER})]),
        (["Role in the group;Name", "chair of group B;P", "member B, chair C;Q"],
         [("P", "", {"B": CHAIR}), ("Q", "", {"B": MEMBER, "C": CHAIR})]),
        (["ФИО члена группы;Роль в рабочей группе;Страна и организация", "P;чл. группы B;K"], [("P", "", {"B": MEMBER})]),
        (["Состав рабочей группы (B)", ";;", "№;Ф.И.О.;Должность, место работы", "1;Эксперт;советник, Минюст;"],
         [("Эксперт", "советник, Минюст", {"B": MEMBER})]),
        (["№;ФИО;;;Группа", ";Фамилия;Имя;Отчество;", "1;Эксперт;Один;Два;B"], [("Эксперт Один Два", "", {"B": MEMBER})]),
        (["Name;Role", "P;B chair"], [("P", "", {"B": CHAIR})]),
        (["First name;Last name;WG", "One;Expert;B"], [("One Expert", "", {"B": MEMBER})]),
        (["Имя;Отчество;Фамилия;Группа", "Один;Два;Эксперт;B"], [("Эксперт Один Два", "", {"B": MEMBER})]),
        (["Список;;", ";;", "№;ФИО эксперта;Рабочая группа (код)", "1;Эксперт;B"], [("Эксперт", "", {"B": MEMBER})]),
        (["Состав рабочей группы B;;", "ФИО;Организация;Роль", "1;2;3", "Эксперт;Минюст;председатель", "Другой;МИД;"],
         [("Эксперт", "Минюст", {"B": CHAIR}), ("Другой", "МИД", {"B": MEMBER})]),
        (["Name;Organisation", "Working group A;", "P;Ministry", "Name;Organisation", "Working group C;", "Q;Ministry"],
         [("P", "Ministry", {"A": MEMBER}), ("Q", "Ministry", {"C": MEMBER})]),
        (["Состав рабочей группы C;;", "№;ФИО;Организация", "1;Эксперт;МИД", ";Итого: 1 человек;", "Всего;1;",
          ";Примечание: список утверждён;", "Исполнитель: отдел кадров;;", ";* по согласованию;"],
         [("Эксперт", "МИД", {"C": MEMBER})]),
        (["Working group C;", "Name;Organisation", "P;Ministry", "Total: 1;", "Prepared by the secretariat;"],
         [("P", "Ministry", {"C": MEMBER})]),
        (["ФИО;A;B;C", "Эксперт;+;;", "Другой;;V;председатель", "Итого;1;1;1", "Всего по группам;1;1;1"],
         [("Эксперт", "", {"A": MEMBER}), ("Другой", "", {"B": MEMBER, "C": CHAIR})]),
        (["№;ФИО;Рабочие группы;;;", ";;A;B;C;D", "1;Эксперт;;+;;", "2;Другой;V;;председатель;"],
         [("Эксперт", "", {"B": MEMBER}), ("Другой", "", {"A": MEMBER, "C": CHAIR})]),
        (["№;ФИО;Рабочие группы;Рабочие группы", "№;ФИО;A;B", "1;Эксперт;;+"], [("Эксперт", "", {"B": MEMBER})]),
        (['ФИО;Группа A: право;"Psychosocial support, health and education"', "Эксперт;+;", "Другой;;+"],
         [("Эксперт", "", {"A": MEMBER}), ("Другой", "", {"B": MEMBER})]),
        (["Name;Groups;A;B", "P;C;+;"], [("P", "", {"C": MEMBER, "A": MEMBER})]),
        (["ФИО;Группа", "P;гр. B"], [("P", "", {"B": MEMBER})]),
        (["Name;Organisation;Groups", "P;Ministry;A", "P;;B chair"], [("P", "Ministry", {"A": MEMBER, "B": CHAIR})]),
        (['sep=|', "Name|Groups", "Expert, Kazakhstan|B; C"], [("Expert, Kazakhstan", "", {"B": MEMBER, "C": MEMBER})]),
        (["Name,Groups", '"Expert; one","B; C"', '"Expert; two","A; D"'],
         [("Expert; one", "", {"B": MEMBER, "C": MEMBER}), ("Expert; two", "", {"A": MEMBER, "D": MEMBER})]),
    ],
)  # fmt: skip
def test_tables_of_other_shapes(council: Council, lines: list[str], wanted: list[tuple[str, str, dict[str, Role]]]) -> None:
    found = reading(council, rows(*lines))
    assert people(found.entries) == wanted
    assert [mistake for mistake in found.mistakes if not mistake.note] == []


def test_totals_and_notes_are_told_and_a_number_is_no_name(council: Council) -> None:
    found = reading(council, rows("Name;Groups", "P;B", "Total;1", "5;B"))
    assert [(mistake.row, mistake.why, mistake.detail) for mistake in found.mistakes] == [
        (3, Why.NO_PERSON, "Total"), (4, Why.MISSING, "5"),
    ]  # fmt: skip


def test_heads_that_stand_below_a_common_one_are_read(council: Council) -> None:
    found = reading(council, rows("№;ФИО;Контакты;;Группа", ";;E-mail;Телефон;", "1;Эксперт;a@example.org;123;B"))
    assert [(entry.name, entry.email) for entry in found.entries] == [("Эксперт", "a@example.org")]
    assert (found.mistakes, found.unused) == ([], ("№", "Телефон"))


def test_what_contradicts_an_earlier_row_is_told(council: Council) -> None:
    found = reading(council, rows("Name;Organisation;Groups;E-mail", "P;o;B;a@example.org", "P;o;B chair;",
                                  "P;o;C;b@example.org", "Q;o;C;a@example.org", "P;n;C;"))  # fmt: skip
    assert [(mistake.row, mistake.why, mistake.detail) for mistake in found.mistakes] == [
        (3, Why.TWO_ROLES, "B"), (4, Why.SAME_PERSON, "2"), (5, Why.SAME_EMAIL, "2"), (6, Why.NAMESAKE, "2"),
    ]  # fmt: skip
    assert people(found.entries) == [("P", "o", {"B": MEMBER}), ("P", "n", {"C": MEMBER})]


def test_names_that_are_almost_the_same_are_told(council: Council) -> None:
    alike = ["Oʻktam-Karim Gʻofur", "O'ktam Karim G’ofur", "Gofur Oktam-Karim", "OKTAM\u200b KARIM GOFUR"]
    found = read([(1, ["Name", "Organisation", "Groups"]), *((n, [name, f"o{n}", "B"]) for n, name in enumerate(alike, 2))],
                 vocabulary(council))  # fmt: skip
    assert len(found.entries) == len(alike)
    assert [(mistake.row, mistake.detail) for mistake in found.mistakes if mistake.why is Why.NAMESAKE] == [
        (3, "2"), (4, "2"), (5, "2"),
    ]  # fmt: skip


def book(*sheets: tuple[str, list[list[str]]]) -> bytes:
    return workbook(*(Sheet(name, told[0], told[1:]) for name, told in sheets))


def test_which_sheets_are_read_and_which_could_be(council: Council) -> None:
    heads = ["Name", "Groups"]
    content = book(("Cover", [["Our council"]]), ("2026", [heads, ["New", "B"]]), ("2025", [heads, ["Old", "C"]]))
    found = reading(council, content)
    assert [entry.name for entry in found.entries] == ["New"]
    assert (found.source.sheets, found.source.others, found.source.without) == (("2026",), ((2, "2025"),), ("Cover",))
    assert [entry.name for entry in reading(council, content, sheet=2).entries] == ["Old"]
    assert [entry.name for entry in reading(council, content, sheet=ALL_SHEETS).entries] == ["New", "Old"]
    hidden = reading(council, (TABLES / "hidden_old_roster_first.xlsx").read_bytes())
    assert hidden.source.hidden == ((0, "Архив"),)


def test_a_sheets_name_tells_the_group_where_no_column_does(council: Council) -> None:
    heads = ["Name", "Organisation"]
    found = reading(council, book(("РГ А", [heads, ["P", "o"], ["Q", "o"]]), ("Group C", [heads, ["P", "o"]])))
    assert people(found.entries) == [("P", "o", {"A": MEMBER, "C": MEMBER}), ("Q", "o", {"A": MEMBER})]


RUSSIAN = ["Петрова Анна", "Ким Олег", "ЮН ЯН", "Ёлкина Яна"]
WESTERN = ["Jürgen Größl", "Hélène Lefèvre", "Möller", "Ana Gómez Peña"]


@given(st.lists(st.sampled_from(RUSSIAN), min_size=1, max_size=3), st.sampled_from(["cp1251", "cp866", "utf-16", "utf-16-le",
       "utf-16-be", "utf-8"]), st.booleans())  # fmt: skip
def test_russian_is_read_in_whatever_encoding(council: Council, names: list[str], encoding: str, english: bool) -> None:
    head = "Name;Groups" if english else "ФИО;Группа"
    found = reading(council, "\n".join([head, *(f"{name};B" for name in dict.fromkeys(names))]).encode(encoding))
    assert [entry.name for entry in found.entries] == list(dict.fromkeys(names)) or encoding in found.source.encodings


@given(st.lists(st.sampled_from(WESTERN), min_size=1, max_size=3), st.integers(0, 300))
def test_western_names_are_not_read_as_russian(council: Council, names: list[str], others: int) -> None:
    lines = ["Name;Groups", *(f"{name};B" for name in dict.fromkeys(names)), *(f"Expert {n};B" for n in range(others))]
    found = reading(council, "\n".join(lines).encode("cp1252"))
    assert [entry.name for entry in found.entries][: len(set(names))] == list(dict.fromkeys(names))


def test_what_could_be_read_in_two_ways_is_told_and_read_in_the_other(council: Council) -> None:
    content = "Name;Organisation;Groups\nExpert;Ministry – Institute;B".encode("cp1251")
    found = reading(council, content)
    assert (found.entries[0].organisation, found.source.encoding) == ("Ministry – Institute", "cp1251")
    assert found.source.encodings == ("cp866",)
    again = reading(council, content, encoding="cp866")
    assert (again.entries[0].organisation, again.source.encoding) == ("Ministry Ц Institute", "cp866")
    assert "cp1251" in again.source.encodings


def test_where_no_encoding_is_plausible_each_is_offered(council: Council) -> None:
    found = reading(council, "Name;Groups\nПетрова Анна;B".encode("koi8-r"))
    assert len({found.source.encoding, *found.source.encodings}) == 3


def test_heads_tell_the_encoding_where_letters_do_not(council: Council) -> None:
    for encoding in ("cp1251", "cp866"):
        found = reading(council, "Имя;Группа\nExpert;B".encode(encoding))
        assert [entry.name for entry in found.entries] == ["Expert"]


def test_errors_of_formulas_are_told_and_not_taken_for_words(council: Council) -> None:
    table, out = Workbook(), BytesIO()
    for row in (["Name", "Organisation", "Groups"], ["Expert", "#N/A", "B"], ["#REF!", "Ministry", "B"]):
        table.worksheets[0].append(row)
    table.save(out)
    found = reading(council, out.getvalue())
    assert people(found.entries) == [("Expert", "", {"B": MEMBER})]
    assert [(mistake.row, mistake.why, mistake.detail) for mistake in found.mistakes] == [
        (2, Why.NO_VALUE, "#N/A"), (3, Why.FORMULA, "#REF!"),
    ]  # fmt: skip


@pytest.mark.parametrize("file", ["plan_month_cell.xlsx", "plan_month_cell.ods", "plan_month_cell.xls"])
def test_a_cell_that_shows_a_month_is_its_last_day_in_the_plan(file: str) -> None:
    words = lexicon()
    ground = Ground({"b": "B"}, ["B"], Words({}, {}, words), {}, [], date(2026, 11, 24), words)
    sheet = sheet_of(open_book("", (TABLES / file).read_bytes()), words)
    due = {row.draft.what: row.draft.due for row in read_plan(sheet.rows, ground).rows}
    assert due["Round table on schooling"] == date(2027, 3, 31)
    assert due.get("Survey", date(2027, 3, 31)) == date(2027, 3, 31)
    assert due.get("Report", date(2027, 3, 1)) == date(2027, 3, 1), "a date that shows its day is that day"


@given(st.dictionaries(st.integers(8, 5631), st.integers(0, 255), min_size=1, max_size=6), st.integers(600, 5632))
def test_a_broken_old_file_is_read_or_a_clear_word(damage: dict[int, int], length: int) -> None:
    whole = bytearray((TABLES / "plan_month_cell.xls").read_bytes())
    for at, byte in damage.items():
        whole[at] = byte
    assert all(isinstance(marks, Marks) for marks in of_xls(bytes(whole[:length])).values())
    with suppress(UnreadableTable):
        open_book("", bytes(whole[:length]))


def test_the_plan_is_the_sheet_with_its_heads() -> None:
    content = book(
        ("Notes", [["Our plan"], ["for 2027"]]), ("Plan", [["Plan for 2027"], [], ["What", "By when"], ["Survey", "Q1"]])
    )
    assert sheet_of(open_book("", content), lexicon()).name == "Plan"
