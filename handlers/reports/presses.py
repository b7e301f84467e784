"""The buttons that have reports made."""

from enum import StrEnum

from council.reports import Edition
from handlers.common.presses import Press

ALL_YEARS = 0
"""Stands for a year: all that is or was ever followed."""


class Make(StrEnum):
    """What is made."""

    PICTURE = "picture"
    TABLE = "table"
    REPORT = "report"


class FileForm(StrEnum):
    """As what a report is handed out."""

    PDF = "pdf"
    DOCX = "docx"


class Ask(Press, prefix="ys"):
    """Send the picture or the table of a group ("" for all that one sees) and a year, or offer the year's report."""

    what: Make
    group: str
    year: int


class GetReport(Press, prefix="yr"):
    """Send a year's report as a file."""

    edition: Edition
    form: FileForm
    group: str
    year: int


class Sentences(Press, prefix="yw"):
    """A page of what was answered in words, to be chosen for the public edition of a year."""

    year: int
    page: int


class Tick(Press, prefix="yt"):
    """Put an answer's words into the public edition (1), or leave them out (0); `year`, `page`: of the page that is shown."""

    answer: int
    public: int
    year: int
    page: int
