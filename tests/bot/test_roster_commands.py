"""The roster's commands: check, confirmation, writing, output and exit codes."""

import stat
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path

import pytest
from openpyxl import load_workbook

from sandbox.server import Server
from tests.flows.world import SECRETARY
from tests.forked import Forked
from tests.program import Program

ROSTER = "name,groups,e-mail\nExpert,B member,a@example.org\nChair,EC chair; B,b@example.org\n"


@dataclass
class Prompt:
    """Runs the command line in a folder of its own."""

    program: Program
    folder: Path

    async def __call__(self, *words: str, said: str = "") -> tuple[int, str, str]:
        """Exit code, standard output, standard error."""
        ended = await Forked(("roster", *words), self.program.environment, typed=said).ended()
        return ended.returncode or 0, ended.said, ended.errors

    def file(self, name: str, text: str) -> str:
        path = self.folder / name
        path.write_text(text, encoding="utf-8")
        return str(path)


@pytest.fixture
def prompt(tmp_path: Path) -> Prompt:
    return Prompt(Program("http://127.0.0.1:9", tmp_path / "majlis.db", SECRETARY), tmp_path)


def rows(path: Path) -> list[list[str]]:
    sheet = load_workbook(BytesIO(path.read_bytes())).worksheets[0]
    return [[str(cell or "") for cell in row] for row in sheet.iter_rows(values_only=True)]


@pytest.mark.long
async def test_a_roster_is_brought_in_and_written_out(prompt: Prompt) -> None:
    file, out = prompt.file("roster.csv", ROSTER), prompt.folder / "out.xlsx"
    code, said, _ = await prompt("import", file, said="n\n")
    assert (code, "New 2, changed 0, unchanged 0, with mistakes 0." in said) == (0, True)
    code, said, errors = await prompt("import", file, said="y\n")
    assert (code, "The roster is up to date." in said) == (0, True), errors
    code, said, _ = await prompt("import", file, "--yes")
    assert (code, said) == (0, "New 0, changed 0, unchanged 2, with mistakes 0.\n")
    code, said, _ = await prompt("export", str(out))
    assert (code, said) == (0, f"People in {out}: 2.\n")
    assert stat.S_IMODE(out.stat().st_mode) == 0o600
    heads, *people = rows(out)
    assert [row[0] for row in people] == ["Chair", "Expert"]
    assert people[0][heads.index("Groups")] == "B member; EC chair"
    code, said, _ = await prompt("import", str(out), "--yes")
    assert "New 0, changed 0, unchanged 2" in said
    code, _, errors = await prompt("export", str(out))
    assert (code, errors) == (2, f"{out} exists already.\n")


@pytest.mark.long
async def test_mistakes_are_told_with_their_places_and_the_rest_is_brought_in(prompt: Prompt) -> None:
    file = prompt.file("roster.csv", ROSTER + "Somebody,Z member,a@example.org\n")
    code, said, errors = await prompt("import", file, "--yes")
    assert code == 3
    assert "B4: no such group: “Z member”. There are: EC, A, B, C, D" in errors
    assert "New 2, changed 0, unchanged 0, with mistakes 1." in said
    changed = prompt.file("changed.csv", ROSTER.replace("B member", "B observer").replace("EC chair; B,", "EC chair,"))
    _, said, _ = await prompt("import", changed, "--yes")
    assert "row 2, Expert: B: member → observer\n" in said
    assert "New 0, changed 1, unchanged 1" in said


@pytest.mark.long
async def test_a_file_that_is_no_roster_is_told_in_a_line(prompt: Prompt) -> None:
    for text, told in (("", "There is nothing in this table.\n"), ("Who\nI\n", "Name, Groups. /import gives a template")):
        code, _, errors = await prompt("import", prompt.file("bad.csv", text))
        assert code == 2
        assert told in errors
        assert "Traceback" not in errors


@pytest.mark.long
async def test_links_are_in_a_file_that_only_its_owner_reads(prompt: Prompt) -> None:
    links = prompt.folder / "links.xlsx"
    async with Server() as server:
        prompt.program.environment["TELEGRAM_API_URL"] = server.url
        code, said, errors = await prompt("import", prompt.file("roster.csv", ROSTER), "--yes", "--links", str(links))
    assert (code, f"Links in {links}: 2." in said) == (0, True), errors
    heads, *people = rows(links)
    urls = [row[heads.index("Link")] for row in people]
    assert len(set(urls)) == 2
    assert all(url.startswith("https://t.me/majlis_sandbox_bot?start=i_") for url in urls)
    assert stat.S_IMODE(links.stat().st_mode) == 0o600
    assert not any(url.partition("i_")[2].encode() in (prompt.folder / "majlis.db").read_bytes() for url in urls)


@pytest.mark.long
async def test_without_telegram_there_are_no_links_and_the_roster_is_written_all_the_same(prompt: Prompt) -> None:
    links = prompt.folder / "links.xlsx"
    code, said, errors = await prompt("import", prompt.file("roster.csv", ROSTER), "--yes", "--links", str(links))
    assert (code, "The roster is up to date." in said, "No links were made." in errors) == (1, True, True)
    assert not links.exists()
