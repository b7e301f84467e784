"""The buttons that have a record or the register sent, and as what each is sent."""

from enum import StrEnum

from handlers.common.presses import Press


class FileForm(StrEnum):
    """As what a record is handed out."""

    PDF = "pdf"
    DOCX = "docx"
    PICTURE = "png"


class ListForm(StrEnum):
    """As what the register is handed out. PUBLIC and TEXT hold no counts and nothing that anyone said."""

    FULL = "full"
    PUBLIC = "public"
    TEXT = "text"


class GetFile(Press, prefix="rp"):
    """Send the record of this round as a file."""

    round: int
    form: FileForm


class ShowOpinions(Press, prefix="ro"):
    """Show the minority opinions on what this round has adopted."""

    round: int


class GetRegister(Press, prefix="rg"):
    """Send the register."""

    form: ListForm
